"""Properties that hold for whatever is drawn. A busy machine is no counterexample: no deadline per example."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
