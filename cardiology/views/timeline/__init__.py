"""The editor of the chest-pain timeline."""
