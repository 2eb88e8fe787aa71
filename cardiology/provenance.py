"""How sure a definition is, and when it has to be looked at again. The same for scores and measures."""

from datetime import date
from enum import StrEnum

REVIEWED, NEXT_REVIEW = date(2026, 11, 24), date(2027, 11, 24)


class Tag(StrEnum):
    """How sure the definition is: seen in a source, from knowledge of the document alone, or our own.

    The last two are shown as not confirmed until a head has compared them with the document.
    """

    SEEN = "V"
    FROM_MEMORY = "K"
    HOUSE = "H"
