"""Rules of the ward round: which names are alike, when a tag is over, what the record itself asks for."""
