"""Vital signs and results as a grid: typed cell by cell, or pasted as a block from a spreadsheet.

`block` reads the text, `subjects` says what a row is about, `fill` reads the cells; nothing is stored here.
"""
