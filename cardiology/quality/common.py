"""Exclusions and exceptions that measures share."""

from collections.abc import Callable

from django.utils.translation import gettext_noop

from cardiology.snapshot import Answer, Snapshot

AMI = ("stemi", "nstemi")
MEDICAL = ("contraindicated", "intolerant", "declined")
LEFT_CARE = ("died", "against_advice", "transfer", "hospice")


def is_ami(patient: Snapshot) -> Answer:
    """Acute myocardial infarction, adults."""
    if patient.category is None or patient.age is None:
        return None
    return patient.category in AMI and patient.age >= 18


def is_hfref(patient: Snapshot) -> Answer:
    """Heart failure with the most recent LVEF of 40 % or less; unknown without an LVEF."""
    if patient.heart_failure is None:
        return None
    if not patient.heart_failure:
        return False
    return None if patient.lvef is None else patient.lvef <= 40


def left_care(patient: Snapshot) -> str | None:
    """Died, transferred, against advice or to a hospice: nothing was prescribed at a discharge home."""
    return patient.disposition if patient.disposition in LEFT_CARE else None


def came_by_transfer(patient: Snapshot) -> str | None:
    """Transferred in: arrival times are those of another hospital."""
    return "transferred_in" if patient.transferred_in else None


def stated_reason(*drug_classes: str) -> Callable[[Snapshot], str | None]:
    """Exception: a coded medical or patient's reason for one of the classes."""

    def exception(patient: Snapshot) -> str | None:
        reasons = (patient.reason(c) for c in drug_classes)
        return next((r for r in reasons if r in MEDICAL), None)

    return exception


def class_given(*drug_classes: str) -> Callable[[Snapshot], Answer]:
    """Numerator: one of the classes is on the discharge list; unknown where no list was written."""
    return lambda patient: patient.given(*drug_classes)


def mra_exception(patient: Snapshot) -> str | None:
    """Potassium or kidney function forbid an MRA, or a reason was coded."""
    if patient.potassium is not None and patient.potassium > 5.0:
        return gettext_noop("potassium above 5.0")
    if patient.egfr is not None and patient.egfr <= 30:
        return gettext_noop("eGFR 30 or less")
    return stated_reason("mra")(patient)
