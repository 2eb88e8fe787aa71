"""The other stays of a patient in a line each, and what is different now from the stay before."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.models import Admission, Echo, Medication, Phase, Procedure, User
from cardiology.queries.banner import main_diagnoses
from cardiology.queries.one_stay import Recorded
from cardiology.wording import day, plain_number


@dataclass(frozen=True)
class Other:
    """Another stay: when, for what, what was done, how the heart pumped, the drugs it ended with."""

    stay: Admission
    diagnosis: str
    procedures: str
    lvef: str
    drugs: str


@dataclass(frozen=True)
class Stays:
    """The other stays, newest first, and the differences to the one before: (what, in words)."""

    others: list[Other]
    before: str = ""  # the day on which the stay before began
    differences: tuple[tuple[str, str], ...] = ()


def stays(user: User, every: list[Admission], read: Recorded) -> Stays:
    """What there is beside the stay that is shown. Four queries however many; none for the only stay."""
    shown = read.stay
    others = [s for s in every if s.pk != shown.pk]
    if not others:
        return Stays([])
    diagnoses, done = main_diagnoses(others), _procedures(user, others)
    pumped, drugs = _lvef(user, others), _drugs(user, others)
    lines = [
        Other(
            s, diagnoses[s.pk], "; ".join(done[s.pk]),
            f"{plain_number(pumped[s.pk])} %" if s.pk in pumped else "",
            ", ".join(_names(drugs[s.pk]).values()),
        )
        for s in others
    ]  # fmt: skip
    before = next((s for s in others if s.admitted_at < shown.admitted_at), None)
    if before is None:
        return Stays(lines)
    differences = _differences(pumped.get(before.pk), _names(drugs[before.pk]), read)
    return Stays(lines, day(before.admitted_at), tuple(differences))


def _differences(lvef: Decimal | None, drugs: dict[str, str], read: Recorded) -> list[tuple[str, str]]:
    """LVEF then and now; drugs that came and went since the discharge list. Only what is known of both."""
    echos = [e for e in read.of(Echo) if e.lvef is not None]
    now = max(echos, key=lambda e: (e.performed_at, e.pk)).lvef if echos else None
    found = []
    if lvef is not None and now is not None and lvef != now:
        found.append(("LVEF", f"{plain_number(lvef)} % → {plain_number(now)} %"))
    given = _names(_now(read))
    if drugs and given:
        new = [name for code, name in given.items() if code not in drugs]
        gone = [name for code, name in drugs.items() if code not in given]
        found += [(_("New since then"), ", ".join(new))] if new else []
        found += [(_("No longer given"), ", ".join(gone))] if gone else []
    return found


def _now(read: Recorded) -> list[Medication]:
    """What is given now, or what the stay ended with."""
    listed = read.of(Medication)
    if not read.stay.is_open:
        return [m for m in listed if m.phase == Phase.DISCHARGE]
    return [m for m in listed if m.phase == Phase.WARD and m.stopped_on is None]


def _names(rows: list[Medication]) -> dict[str, str]:
    """Drugs by code or as written, each once, with their names."""
    return {
        m.drug or m.drug_text or "": codes.label("drugs", m.drug) or m.drug_text or ""
        for m in rows
        if m.drug or m.drug_text
    }


def _procedures(user: User, chosen: list[Admission]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in visible_to(user, Procedure).filter(admission__in=chosen).order_by("started_at"):
        kind: Any = row.get_kind_display()  # type: ignore[attr-defined]
        found[row.admission_id or 0].append(f"{kind} {day(row.started_at)}")
    return found


def _lvef(user: User, chosen: list[Admission]) -> dict[int, Decimal]:
    rows = (
        visible_to(user, Echo).filter(admission__in=chosen, lvef__isnull=False).order_by("performed_at", "pk")
    )
    return dict(rows.values_list("admission_id", "lvef"))


def _drugs(user: User, chosen: list[Admission]) -> dict[int, list[Medication]]:
    found: dict[int, list[Medication]] = defaultdict(list)
    rows = visible_to(user, Medication).filter(admission__in=chosen, phase=Phase.DISCHARGE)
    for row in rows.order_by("drug_class", "pk"):
        found[row.admission_id or 0].append(row)
    return found
