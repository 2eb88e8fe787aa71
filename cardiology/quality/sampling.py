"""Which stays a second person enters again: a draw by chance that anybody can repeat. Pure."""

from collections.abc import Collection
from math import ceil
from random import Random

SHARE = 0.05


def draw(stays: Collection[int], *, seed: int, share: float = SHARE) -> list[int]:
    """Five of a hundred stays, at least one, by chance; the same seed draws the same from the same stays."""
    if not stays:
        return []
    chosen = Random(seed).sample(sorted(stays), ceil(len(stays) * share))  # noqa: S311 (a sample, no secret)
    return sorted(chosen)
