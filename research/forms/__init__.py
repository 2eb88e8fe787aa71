"""The plain controls of a question: each form turns into a piece of the definition, and back again."""
