"""What patients agreed to: the newest decision of a purpose counts. Whoever asks for a purpose asks here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cardiology.access import Permission, hospital_of, may
from cardiology.models import Admission, Consent, ConsentText, Patient, PatientIdentifier, Purpose, User

TONES = {"given": "done", "declined": "critical", "withdrawn": "critical"}


@dataclass(frozen=True)
class Standing:
    """Where a purpose stands: the decision that counts, or none yet; `newer` is a text that came since."""

    purpose: str
    label: Any
    row: Consent | None
    tone: str
    newer: ConsentText | None


def newest(patients: Iterable[int] | QuerySet[Any], purpose: str) -> QuerySet[Consent]:
    """The decision that counts for each of these patients, by purpose."""
    rows = Consent.objects.filter(patient__in=patients, purpose=purpose)
    return rows.order_by("patient", "-decided_on", "-pk").distinct("patient")


def refused(patients: Iterable[int], purpose: str) -> set[int]:
    """Those of the patients who declined or withdrew a purpose; who was not asked is not among them."""
    return {row.patient_id for row in newest(list(patients), purpose) if not row.is_given}


def texts(user: User) -> QuerySet[ConsentText]:
    """The texts of the user's hospital."""
    return ConsentText.objects.filter(hospital=hospital_of(user)).select_related("written_by")


def standing(decisions: list[Consent], known: Iterable[ConsentText] = ()) -> list[Standing]:
    """Every purpose with the decision that counts, of decisions and texts that are sorted newest first."""
    counts: dict[str, Consent] = {}
    for row in decisions:
        counts.setdefault(row.purpose, row)
    current: dict[str, ConsentText] = {}
    for text in known:
        if text.valid_from <= timezone.localdate():
            current.setdefault(text.purpose, text)
    return [_standing(p.value, p.label, counts.get(p.value), current.get(p.value)) for p in Purpose]


def _standing(purpose: str, label: Any, row: Consent | None, text: ConsentText | None) -> Standing:
    is_older = row is not None and row.is_given and text is not None and row.text_id != text.pk
    newer = text if is_older and row and text and text.valid_from > row.decided_on else None
    return Standing(purpose, label, row, TONES[row.decision] if row else "attention", newer)


def history(patient: Patient) -> list[Consent]:
    """All decisions of a patient, newest first."""
    return list(patient.consents.select_related("text", "asked_by"))


def panel(patient: Patient, user: User, _stays: list[Admission]) -> dict[str, Any]:
    """The part of the patient page about who the patient is and what they agreed to."""
    return {
        "patient": patient,
        "standing": standing(history(patient)),
        "numbers": list(PatientIdentifier.objects.filter(patient=patient)),
        "may_record": may(user, Permission.RECORD_CONSENT),
        "may_merge": may(user, Permission.ASK_MERGE),
    }
