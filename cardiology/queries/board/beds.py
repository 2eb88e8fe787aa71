"""The beds of the wards as cards: who lies where, what is free, what cannot be used."""

from dataclasses import dataclass, field

from cardiology.models import User
from cardiology.queries.board.lines import Choice, Line, lines
from cardiology.queries.board.places import wards


@dataclass(frozen=True)
class OnWard:
    """The beds of one ward, and how many are in which state."""

    name: str
    ward_id: int | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(1 for line in self.lines if line.stay)

    @property
    def blocked(self) -> int:
        return sum(1 for line in self.lines if line.bed and line.bed.blocked_for)

    @property
    def free(self) -> int:
        return len(self.lines) - self.taken - self.blocked


def board(user: User, ward_id: int | None = None) -> list[OnWard]:
    """Every ward with its beds, and at the end those who have no ward yet; from the lines of the list."""
    found = lines(user, Choice(ward_id=ward_id))
    places = [OnWard(w.name, w.pk) for w in wards(user) if not ward_id or w.pk == ward_id]
    by_ward = {place.ward_id: place for place in places}
    nowhere = OnWard("")
    for line in found:
        by_ward.get(line.ward_id, nowhere).lines.append(line)
    return places + ([nowhere] if nowhere.lines else [])
