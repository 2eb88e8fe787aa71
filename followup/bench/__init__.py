"""Measurements of the follow-up desk in a scratch database, beside the bars that it has to hold."""
