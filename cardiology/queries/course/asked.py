"""What a reader asks of a grid: panel, abnormal only, order, units, page; and how to ask otherwise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

ORDERS = ("newest", "oldest")
UNITS = ("si", "conventional")
MOST_PAGES = 9999


@dataclass(frozen=True)
class Asked:
    """How a grid is to be shown. What is not understood is as if it had not been asked."""

    panel: str = ""
    abnormal: str = ""
    order: str = "newest"
    units: str = "si"
    page: int = 1

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> Self:
        """From the words of an address."""
        order, units, page = sent.get("order", ""), sent.get("units", ""), sent.get("page", "")
        return cls(
            panel=str(sent.get("panel", ""))[:20],
            abnormal="1" if sent.get("abnormal") == "1" else "",
            order=order if order in ORDERS else ORDERS[0],
            units=units if units in UNITS else UNITS[0],
            page=min(max(int(page), 1), MOST_PAGES) if page.isdecimal() and len(page) < 6 else 1,
        )

    def but(self, **other: Any) -> str:
        """The address that asks the same but for this; another view starts on its first page."""
        told = asdict(replace(self, **{"page": 1, **other}))
        usual = asdict(type(self)())
        return urlencode({name: value for name, value in told.items() if value != usual[name]})
