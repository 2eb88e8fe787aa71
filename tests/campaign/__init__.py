"""The fault campaign: each module is one family of faults. `make campaign` runs the long form."""
