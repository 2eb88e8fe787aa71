"""Red flags on their way, messages, self-reports, events and their judges, signs of life, hand-over."""
