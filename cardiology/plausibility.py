"""What makes a possible value doubtful: a range, another unit, a jump from the patient's own last value.

Plain values in, plain answers out; a doubt asks once and refuses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Span = tuple[Decimal | float, Decimal | float]
Direction = Literal["rise", "fall", "both"]


@dataclass(frozen=True)
class Change:
    """A change from the last value that asks for a second look: by a factor, an amount or a share.

    `within_days` is how old the last value may be to count. Exactly one of factor, amount, share is given.
    """

    direction: Direction
    factor: Decimal | None = None
    amount: Decimal | None = None
    share: Decimal | None = None
    within_days: int = 365
    source: str = ""

    def is_jump(self, last: Decimal, now: Decimal) -> bool:
        """Whether going from `last` to `now` is such a change; reaching the limit counts."""
        rises, falls = self.direction in ("rise", "both"), self.direction in ("fall", "both")
        up, down = self._limits(last)
        return (rises and now >= up and now > last) or (falls and now <= down and now < last)

    def _limits(self, last: Decimal) -> tuple[Decimal, Decimal]:
        if self.factor is not None:
            return last * self.factor, last / self.factor
        step = self.amount if self.amount is not None else abs(last) * (self.share or 0)
        return last + step, last - step


def is_within(value: Decimal, span: Span | None) -> bool:
    """Whether a value lies in a range, ends included, 0.1 as it is written; everything lies in no range."""
    return span is None or Decimal(str(span[0])) <= value <= Decimal(str(span[1]))


def other_unit(
    value: Decimal,
    factors: Mapping[str, Decimal | float | str],
    possible: Span | None,
    plausible: Span | None,
) -> tuple[str, Decimal] | None:
    """The unit in which a bare number makes sense where it makes none in the usual one, and what it then is.

    None where the number is plausible as it stands, where no other unit fits, or where two would.
    """
    if is_within(value, plausible) and is_within(value, possible):
        return None
    expected = plausible or possible
    fits = [
        (unit, value * Decimal(str(factor))) for unit, factor in factors.items() if Decimal(str(factor)) != 1
    ]
    fits = [(unit, now) for unit, now in fits if expected is not None and is_within(now, expected)]
    values = {now for _unit, now in fits}
    return fits[0] if len(values) == 1 else None
