"""What every way of sending has in common."""

from dataclasses import dataclass
from typing import Protocol


class Refused(Exception):
    """The message will never be taken: wrong number, forbidden text. Another way may work."""


class NotSent(Exception):
    """The message surely did not leave; the same way may work in a while."""


class Uncertain(Exception):
    """Nobody knows whether the message left. It must not be sent again before that is known."""


@dataclass(frozen=True)
class Receipt:
    """The gateway has the message: its own name for it, and where it stands (sent, delivered, failed)."""

    id: str
    state: str = "sent"


class Channel(Protocol):
    """A way of sending. `key` is the message's own name, the same in every attempt."""

    def send(self, key: str, to: str, text: str) -> Receipt:
        """Hand a message over. Raises Refused, NotSent or Uncertain."""

    def ask(self, key: str) -> Receipt | None:
        """What became of a message; None if it surely never arrived. Raises Uncertain if nobody can say."""
