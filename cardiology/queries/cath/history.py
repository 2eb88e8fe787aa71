"""The coronary vessels of a patient over all procedures: what is there now, and how it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cardiology.codes import segments
from cardiology.drawing.coronary import coronary_tree
from cardiology.models import Admission, Complication, Lesion, Patient, Procedure, User
from cardiology.queries.cath.lines import LesionLine, lesion_lines
from cardiology.queries.cath.pictures import picture
from cardiology.queries.cath.sheet import procedures_of
from cardiology.wording import day


@dataclass(frozen=True)
class Entry:
    """One lesion of one procedure: when, where its report is, what it says, what its stents had later."""

    on: str
    url: str
    line: LesionLine
    later: list[str]


@dataclass(frozen=True)
class Place:
    """A segment with everything that was ever found in it, newest first."""

    segment: str
    entries: list[Entry]


def panel(patient: Patient, user: User, _stays: list[Admission]) -> dict[str, Any]:
    """The tree of the newest procedure with earlier ones pale, and the table by segment; or nothing."""
    done = procedures_of(user, patient)
    shown = [p for p in done if p.lesions.all()]
    if not shown:
        return {}
    newest = shown[-1]
    known = next((p.dominance for p in reversed(done) if p.dominance), None)
    tree = picture(newest.lesions.all(), shown[:-1], dominance=known, title=_("Coronary tree"))
    return {
        "tree": coronary_tree(tree),
        "places": places(shown, happened(shown)),
        "newest_on": day(newest.started_at),
        "has_earlier": len(shown) > 1,
        "dominance": known,
    }


def happened(procedures: Sequence[Procedure]) -> list[Complication]:
    """Complications of the devices of these procedures, in whichever stay."""
    devices = [d.pk for p in procedures for x in p.lesions.all() for d in x.devices.all()]
    return list(Complication.objects.filter(device__in=devices).order_by("started_at", "pk"))


def places(procedures: Sequence[Procedure], events: Sequence[Complication] = ()) -> list[Place]:
    """By segment, in the order of the numbering, newest first: a stent and what became of it together."""
    by_segment: dict[str, list[Entry]] = {}
    later = _later(procedures)
    for row in events:
        told = f"{row.get_kind_display()}, {day(row.started_at)}"  # type: ignore[attr-defined]
        later.setdefault(row.device_id or 0, []).append(told)
    for procedure in reversed(procedures):
        lesions = list(procedure.lesions.all())
        for row, line in zip(lesions, lesion_lines(lesions), strict=True):
            url = reverse("cath_report", args=[procedure.pk])
            own = [text for d in row.devices.all() for text in later.get(d.pk, ())]
            by_segment.setdefault(row.segment or "", []).append(
                Entry(day(procedure.started_at), url, line, own)
            )
    order = [*segments.all_segments(), ""]
    return [Place(by_segment[s][0].line.segment, by_segment[s]) for s in order if s in by_segment]


def _later(procedures: Sequence[Procedure]) -> dict[int, list[str]]:
    """By stent: what was found in it later."""
    found: dict[int, list[str]] = {}
    for procedure in procedures:
        for row in procedure.lesions.all():
            if row.prior_device_id:
                found.setdefault(row.prior_device_id, []).append(_event(row, procedure))
    return found


def _event(row: Lesion, procedure: Procedure) -> str:
    said = {"day": day(procedure.started_at)}
    if row.is_restenosis == "yes":
        return _("narrowed again, %(day)s") % said
    return _("lesion in it, %(day)s") % said
