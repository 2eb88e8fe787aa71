"""What is known of a patient's life: every source with its day, and whether they contradict each other."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import Admission, LabResult, Patient, User
from followup.models import Contact, LifeSign

ANSWERED = ("answered", "answered_proxy", "call_later", "refused")


@dataclass(frozen=True)
class Evidence:
    """What one source says."""

    on: date
    is_alive: bool
    source: str
    note: str
    recorded: datetime | None
    by: str


@dataclass(frozen=True)
class Life:
    """All evidence, newest first; the latest day alive by any source; what does not fit."""

    evidence: list[Evidence]
    alive_on: date | None
    alive_by: str
    contradictions: list[str]


def life(user: User, patient: Patient) -> Life:
    """Reported signs, and those that the record itself holds."""
    signs = visible_to(user, LifeSign).filter(patient=patient).select_related("recorded_by")
    told = [
        Evidence(s.on, s.is_alive, s.get_source_display(), s.note, s.recorded_at, str(s.recorded_by or ""))  # type: ignore[attr-defined]
        for s in signs
    ]
    found = sorted([*told, *_of_record(user, patient)], key=lambda e: e.on, reverse=True)
    latest = next((e for e in found if e.is_alive), None)
    return Life(
        found, latest.on if latest else None, latest.source if latest else "", _conflicts(patient, found)
    )


def _of_record(user: User, patient: Patient) -> list[Evidence]:
    """The latest stay, result and answered call."""
    stays = visible_to(user, Admission).filter(patient=patient)
    last = stays.aggregate(came=Max("admitted_at"), left=Max("discharged_at"))
    taken = visible_to(user, LabResult).filter(patient=patient).aggregate(at=Max("collected_at"))["at"]
    spoke = visible_to(user, Contact).filter(patient=patient, outcome__in=ANSWERED).aggregate(at=Max("at"))
    died = patient.died_on
    known: tuple[tuple[Any, str], ...] = (
        (last["came"], _("Own record: admission")), (last["left"], _("Own record: discharge")),
        (taken, _("Own record: laboratory result")), (spoke["at"], _("Own record: call answered")),
    )  # fmt: skip
    days = [(timezone.localtime(at).date(), source) for at, source in known if at]
    found = [Evidence(on, True, source, "", None, "") for on, source in days if on != died]
    if patient.vital_status == "dead" and died:
        found.append(Evidence(died, False, _("Own record: death"), "", None, ""))
    return found


def _conflicts(patient: Patient, evidence: list[Evidence]) -> list[str]:
    """A sign of life after a death, or two days of death."""
    deaths = sorted({e.on for e in evidence if not e.is_alive})
    found = []
    if len(deaths) > 1:
        found.append(_("Sources name different days of death."))
    if deaths and any(e.is_alive and e.on > deaths[0] for e in evidence):
        found.append(_("A source reports the patient alive after the day of death."))
    if patient.vital_status != "dead" and deaths:
        found.append(_("A source reports a death, but the record says that the patient lives."))
    return found
