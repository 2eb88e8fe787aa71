"""What guidance keeps: answers to advice, the packs of a hospital, calls about critical results."""
