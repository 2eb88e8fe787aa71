"""What guidance reads: the facts of one stay, advice with its answers, critical results."""
