"""After the discharge: plans, visits, calls, events."""
