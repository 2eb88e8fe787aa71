"""What a cohort definition can say, and what it means: pure code over plain values, no database.

`parse` reads JSON, `compile` makes one SQL statement of it, `evaluate` gives the same answer in plain
Python, `describe` says it in a sentence, `lint` refuses what cannot be meant.
"""
