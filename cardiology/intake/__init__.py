"""Bringing files in: read a table, read its cells by the variables' own rules, store all rows or none.

`reading` turns bytes into a table, `mapping` says what its columns mean, `cells` reads them, `derive` adds
what follows from them, `store` compares with what is there and writes in bulk.
"""
