"""Pages of guidance: answers to advice, packs and statistics, critical results."""
