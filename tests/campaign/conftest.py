"""How often each fault is tried, and the table of what was tried, what survived and what was lost.

CAMPAIGN=long tries as often as the requirements say, or CAMPAIGN_ROUNDS times where that is less; without it
a short form runs among the other tests. CAMPAIGN_SEED repeats a campaign.
"""

import os
import random
from dataclasses import dataclass

import pytest

LONG = os.environ.get("CAMPAIGN") == "long"
SEED = int(os.environ.get("CAMPAIGN_SEED", "20261126"))
MOST = int(os.environ.get("CAMPAIGN_ROUNDS", "1000000"))
LINES = pytest.StashKey[list]()


@dataclass
class Tally:
    """One line of the table. `lost` counts what was acknowledged and is not there, or is there twice."""

    fault: str
    tried: int = 0
    lost: int = 0

    def count(self, *, well: bool) -> None:
        self.tried += 1
        self.lost += not well

    @property
    def all_survived(self) -> bool:
        """Whether something was tried and nothing of it was lost."""
        return self.tried > 0 and not self.lost

    def __str__(self) -> str:
        return f"{self.fault:<98}{self.tried:>7}{self.tried - self.lost:>10}{self.lost:>6}"


def pytest_configure(config):
    config.stash[LINES] = []


def pytest_terminal_summary(terminalreporter, config):
    if lines := config.stash.get(LINES, []):
        terminalreporter.section(f"fault campaign, seed {SEED}")
        terminalreporter.write_line(f"{'fault':<98}{'tried':>7}{'survived':>10}{'lost':>6}")
        for line in lines:
            terminalreporter.write_line(str(line))


@pytest.fixture
def tally(request):
    """Counts for this test, which end as a line of the table."""
    told = Tally((request.node.obj.__doc__ or request.node.name).strip().rstrip("."))
    yield told
    request.config.stash[LINES].append(told)


@pytest.fixture
def dice():
    """The same chance in every run with the same seed."""
    return random.Random(SEED)


@pytest.fixture
def often():
    """`often(short, long)`: how many rounds, or which ones, this run tries."""

    def chosen(short, long):
        if not LONG:
            return short
        return long[:MOST] if isinstance(long, list) else min(long, MOST)

    return chosen
