"""The ward: one line per open stay, and the empty beds; the same for the list, the beds and the paper."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from cardiology.models import Admission, Bed, User
from cardiology.queries.banner import day_of_stay, main_diagnoses
from cardiology.queries.board import kept as keeping
from cardiology.queries.board.flags import Told, told
from cardiology.queries.board.places import beds, open_stays
from cardiology.queries.board.similar import similar
from cardiology.queries.completion import missing, states
from cardiology.queries.snapshots import age_at

RISKS_SHOWN = 3


@dataclass(frozen=True)
class Choice:
    """Which stays are asked for."""

    ward_id: int | None = None
    attending_id: int | None = None
    nurse_id: int | None = None
    tag_id: int | None = None
    mine: bool = False
    hides_names: bool = False  # of a list that passers-by can read

    @property
    def is_of_persons(self) -> bool:
        """Whether it asks for something that an empty bed does not have."""
        return bool(self.mine or self.attending_id or self.nurse_id or self.tag_id)

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.ward_id or self.is_of_persons)


@dataclass(frozen=True)
class Line:
    """One bed: who lies in it, or nobody."""

    ward: str
    ward_id: int | None = None
    bed: Bed | None = None
    stay: Admission | None = None
    age: float | None = None
    day: int = 0
    diagnosis: str = ""
    told: Told = field(default_factory=Told)
    kept: keeping.Kept = field(default_factory=keeping.Kept)
    missing: int = 0
    planned: date | None = None
    is_overdue: bool = False
    similar: str = ""
    hides_name: bool = False

    @property
    def label(self) -> str:
        return self.bed.label if self.bed else ""

    @property
    def name(self) -> str:
        """The name; where passers-by can read it the family name only, or the initial in Latin letters."""
        if self.stay is None:
            return ""
        name = self.stay.patient.name
        return f"{name[:1]}{'.' if name[:1].isascii() else '＊＊'}" if self.hides_name else name

    @property
    def open_today(self) -> int:
        """What is to be done today: tasks, and what the record asks for."""
        return len(self.kept.open_today) + len(self.told.duties)

    @property
    def done_today(self) -> int:
        return len(self.kept.done_today)

    @property
    def risks(self) -> list[Any]:
        return self.told.risks[:RISKS_SHOWN]

    @property
    def more_risks(self) -> list[Any]:
        return self.told.risks[RISKS_SHOWN:]


LAST = date.max
ORDERS: dict[str, Callable[[Line], Any]] = {
    "bed": lambda line: (line.ward, not line.label, line.label),
    "name": lambda line: (line.stay.patient.name_pinyin or line.stay.patient.name) if line.stay else "",
    "age": lambda line: line.age or 0,
    "day": lambda line: line.day,
    "missing": lambda line: line.missing,
    "tasks": lambda line: (-line.open_today, line.ward, line.label),
    "planned": lambda line: line.planned or LAST,
}


def lines(
    user: User, choice: Choice, order: str = "bed", everyone: list[Admission] | None = None
) -> list[Line]:
    """The ward in the order asked for; "-" before the name of an order turns it round.

    `everyone` are the open stays of the user, where they are read already.
    """
    everyone = list(open_stays(user)) if everyone is None else everyone
    found = _lines(user, _chosen(user, everyone, choice), everyone, hides_name=choice.hides_names)
    name = order.removeprefix("-")
    if name == "bed" and not choice.is_of_persons:
        taken = {s.bed_id for s in everyone}
        found += [Line(b.ward.name, b.ward_id, b) for b in beds(user, choice.ward_id) if b.pk not in taken]
    return sorted(found, key=ORDERS.get(name, ORDERS["bed"]), reverse=order.startswith("-"))


def line_of(user: User, admission_id: int, choice: Choice) -> Line | None:
    """The line of one stay; None where it is not open, or not the user's to see."""
    everyone = list(open_stays(user))
    asked = [s for s in everyone if s.pk == admission_id]
    return next(iter(_lines(user, asked, everyone, hides_name=choice.hides_names)), None)


def _chosen(user: User, everyone: list[Admission], choice: Choice) -> list[Admission]:
    bearing = keeping.bearing(user, choice.tag_id) if choice.tag_id else None
    return [
        s for s in everyone
        if (not choice.ward_id or s.ward_id == choice.ward_id)
        and (not choice.attending_id or s.attending_id == choice.attending_id)
        and (not choice.nurse_id or s.primary_nurse_id == choice.nurse_id)
        and (not choice.mine or user.pk in (s.attending_id, s.primary_nurse_id))
        and (bearing is None or s.pk in bearing)
    ]  # fmt: skip


def _lines(user: User, stays: list[Admission], everyone: list[Admission], *, hides_name: bool) -> list[Line]:
    today, names = timezone.localdate(), {} if hides_name else similar(everyone)
    diagnoses, minds = main_diagnoses(stays), keeping.kept(user, stays)
    open_core = {pk: missing(done) for pk, done in states(stays).items()}
    facts = told(stays, open_core, today)
    return [
        Line(
            ward=s.ward.name if s.ward else "",
            ward_id=s.ward_id,
            bed=s.bed,
            stay=s,
            age=age_at(s),
            day=day_of_stay(s, today),
            diagnosis=diagnoses[s.pk],
            told=facts[s.pk],
            kept=minds[s.pk],
            missing=open_core[s.pk],
            planned=s.planned_discharge_on,
            is_overdue=bool(s.planned_discharge_on and s.planned_discharge_on < today),
            similar=names.get(s.pk, ""),
            hides_name=hides_name,
        )
        for s in stays
    ]
