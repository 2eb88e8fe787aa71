"""Properties that hold for whatever is drawn; a busy machine is no counterexample, so no deadlines."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
