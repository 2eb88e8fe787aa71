"""The course of a stay: what happened, what was measured, in the shapes of the chart."""
