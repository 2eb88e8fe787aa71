"""The ward list: one row per open stay, and the empty beds."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cardiology.access import hospital_of, visible_to
from cardiology.guidance.risk import Risk
from cardiology.models import Admission, Bed, Role, User, Ward
from cardiology.queries.banner import day_of_stay, main_diagnoses, standing_risks
from cardiology.queries.completion import missing, states
from cardiology.queries.snapshots import age_at

RISKS_SHOWN = 3


@dataclass(frozen=True)
class Line:
    """One bed: who lies in it, or nobody."""

    ward: str
    bed: str
    stay: Admission | None = None
    age: float | None = None
    day: int = 0
    diagnosis: str = ""
    risks: list[Risk] = field(default_factory=list)
    missing: int = 0
    planned: date | None = None
    is_overdue: bool = False
    is_similar: bool = False


LAST = date.max
ORDERS: dict[str, Callable[[Line], Any]] = {
    "bed": lambda line: (line.ward, not line.bed, line.bed),
    "name": lambda line: (line.stay.patient.name_pinyin or line.stay.patient.name) if line.stay else "",
    "age": lambda line: line.age or 0,
    "day": lambda line: line.day,
    "missing": lambda line: line.missing,
    "planned": lambda line: line.planned or LAST,
}


def open_stays(user: User) -> Any:
    """Every open stay that the user may see."""
    rows = visible_to(user, Admission).filter(discharged_at__isnull=True)
    return rows.select_related("patient", "ward", "bed", "attending")


def lines(user: User, *, ward_id: int | None = None, mine: bool = False, order: str = "bed") -> list[Line]:
    """The ward in the order asked for; "-" before the name of an order turns it round."""
    everyone = list(open_stays(user))
    names = _names(everyone)
    chosen = [
        s for s in everyone
        if (not ward_id or s.ward_id == ward_id) and (not mine or s.attending_id == user.pk)
    ]  # fmt: skip
    found = _lines(chosen, names)
    name = order.removeprefix("-")
    if name == "bed" and not mine:
        taken = {s.bed_id for s in everyone}
        found += [Line(b.ward.name, b.label) for b in beds(user, ward_id) if b.pk not in taken]
    return sorted(found, key=ORDERS.get(name, ORDERS["bed"]), reverse=order.startswith("-"))


def _lines(stays: list[Admission], names: Counter[str]) -> list[Line]:
    today = timezone.localdate()
    diagnoses, risks, done = main_diagnoses(stays), standing_risks(stays), states(stays)
    return [
        Line(
            ward=s.ward.name if s.ward else "",
            bed=s.bed.label if s.bed else "",
            stay=s,
            age=age_at(s),
            day=day_of_stay(s, today),
            diagnosis=diagnoses[s.pk],
            risks=risks[s.pk][:RISKS_SHOWN],
            missing=missing(done[s.pk]),
            planned=s.planned_discharge_on,
            is_overdue=bool(s.planned_discharge_on and s.planned_discharge_on < today),
            is_similar=names[_key(s)] > 1,
        )
        for s in stays
    ]


def _names(stays: Iterable[Admission]) -> Counter[str]:
    return Counter(_key(s) for s in stays)


def _key(stay: Admission) -> str:
    """Names that sound alike are alike."""
    return (stay.patient.name_pinyin or stay.patient.name).replace(" ", "").lower()


def beds(user: User, ward_id: int | None = None) -> Any:
    """The beds of the user's hospital."""
    found = Bed.objects.filter(ward__department__hospital=hospital_of(user)).select_related("ward")
    return found.filter(ward_id=ward_id) if ward_id else found


def free_beds(user: User) -> Any:
    """The beds in which nobody lies."""
    taken = visible_to(user, Admission).filter(discharged_at__isnull=True, bed__isnull=False)
    return beds(user).exclude(pk__in=taken.values("bed_id"))


def wards(user: User) -> list[Ward]:
    """The wards of the user's hospital."""
    return list(Ward.objects.filter(department__hospital=hospital_of(user)).order_by("name"))


def doctors_of(user: User) -> QuerySet[User]:
    """The doctors of the user's hospital."""
    doctors = User.objects.filter(hospital=hospital_of(user), role__in=(Role.CARDIOLOGIST, Role.HEAD))
    return doctors.filter(is_active=True).order_by("display_name", "username")
