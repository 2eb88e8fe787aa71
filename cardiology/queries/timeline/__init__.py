"""The chest-pain timeline of a stay, ready for its editor, the patient page and documents."""
