"""What helps while typing: the patient's own last values, what the last stay knew, what is not yet coded."""
