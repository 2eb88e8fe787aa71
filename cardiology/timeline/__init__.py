"""The chest-pain timeline as rules: which points there are, how times are read, what their order and
their distances mean. Times are instants; None is unknown, and an unknown never becomes 0."""

from cardiology.timeline.points import BY_NAME, BY_WORD, GROUPS, POINTS, Point, Situation, Times

__all__ = ["BY_NAME", "BY_WORD", "GROUPS", "POINTS", "Point", "Situation", "Times"]
