"""The visits of each pathway, as the plans of synthetic patients need them."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from cardiology.synthetic.courses import CORONARY, Stay


@dataclass(frozen=True)
class Step:
    """A planned contact: code, due day after the anchor, window."""

    code: str
    months: int = 0
    days: int = 0
    before: int = 0
    after: int = 0

    def due(self, anchor: date) -> date:
        """The due day."""
        return anchor + relativedelta(months=self.months) + timedelta(days=self.days)


PATHWAYS = {
    "acs": (
        Step("7d", days=7, before=2, after=3),
        Step("1m", 1, before=7, after=7),
        Step("3m", 3, before=14, after=14),
        Step("6m", 6, before=14, after=14),
        Step("12m", 12, before=30, after=30),
    ),
    "hf": (
        Step("3d", days=3, before=1, after=1),
        Step("10d", days=10, before=3, after=4),
        Step("1m", 1, before=7, after=7),
        Step("3m", 3, before=14, after=14),
        Step("6m", 6, before=14, after=14),
        Step("12m", 12, before=30, after=30),
    ),
}


def pathways_of(stay: Stay) -> list[str]:
    """The pathways that a discharge opens."""
    coronary = stay.reason in CORONARY and (stay.reason != "ccs" or stay.invasive == "pci")
    return ["acs"] * coronary + ["hf"] * (stay.reason == "hf")
