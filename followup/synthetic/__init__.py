"""What happens to synthetic patients after discharge: plans, calls, answers, events, deaths."""
