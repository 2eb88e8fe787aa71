"""Changing what the ward keeps in mind: tags, tasks, beds."""
