"""Settings and start of the house.

The launcher imports this package with nothing but the standard library, so Celery is loaded by whom needs it.
"""
