"""Statistics as pure functions over plain columns. Each gives a finished table; a figure is drawn from it.

These modules are for the worker: nothing that answers a web request imports them.
"""
