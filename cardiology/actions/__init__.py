"""What changes things. The module is the noun, the function the verb, `by` is the actor.

Each action is atomic, checks the permission, validates with `full_clean()`, and writes its audit event
in the same transaction.
"""
