"""Denominators, exclusions and exceptions that measures share; yes, no and unknown joined."""

from collections.abc import Callable

from django.utils.translation import gettext_noop

from cardiology.quality.measure import Why
from cardiology.snapshot import Answer, Snapshot
from cardiology.timeline import Situation, intervals
from cardiology.timeline.points import TRANSFERS

AMI = ("stemi", "nstemi")
MEDICAL = ("contraindicated", "intolerant", "declined")
LEFT_CARE = ("died", "against_advice", "transfer", "hospice")


def every(*answers: Answer) -> Answer:
    """Yes where all are; no where one is not, whatever the unknown ones turn out to be."""
    return False if False in answers else None if None in answers else True


def some(*answers: Answer) -> Answer:
    """Yes where one is, whatever the unknown ones turn out to be; no where none is."""
    return True if True in answers else None if None in answers else False


def at_most(value: float | None, limit: float) -> Answer:
    """Whether a value is known and not above the limit."""
    return None if value is None else value <= limit


def is_adult(patient: Snapshot) -> Answer:
    return None if patient.age is None else patient.age >= 18


def is_category(*categories: str) -> Callable[[Snapshot], Answer]:
    """Denominator: an adult whose stay has one of these main reasons."""

    def eligible(patient: Snapshot) -> Answer:
        if patient.category is None:
            return every(None, is_adult(patient))
        return is_adult(patient) if patient.category in categories else False

    return eligible


is_stemi = is_category("stemi")
is_nstemi = is_category("nstemi")
is_ami = is_category(*AMI)
is_hf = is_category("hf")


def has_hf(patient: Snapshot) -> Answer:
    """Heart failure, of this stay or known before."""
    return every(is_adult(patient), patient.heart_failure)


def has_low_lvef(patient: Snapshot) -> Answer:
    """The most recent ejection fraction is 40 % or less; unknown without one."""
    return at_most(patient.lvef, 40)


def is_hfref(patient: Snapshot) -> Answer:
    """Heart failure, or dilated cardiomyopathy by its code, with the most recent LVEF of 40 % or less;
    unknown without an LVEF."""
    ill = some(patient.heart_failure, patient.dilated_cardiomyopathy)
    return every(is_adult(patient), ill, has_low_lvef(patient))


def left_care(patient: Snapshot) -> Why:
    """Died, transferred, against advice or to a hospice: nothing was prescribed at a discharge home."""
    if patient.disposition is None:
        return None
    return patient.disposition if patient.disposition in LEFT_CARE else False


def left_alive(patient: Snapshot) -> Why:
    """As `left_care`, but death counts as the end of the stay."""
    return False if patient.disposition == "died" else left_care(patient)


def transferred_out(patient: Snapshot) -> Why:
    """Transferred out: how the illness ended is not known here."""
    if patient.disposition is None:
        return None
    return "transfer" if patient.disposition == "transfer" else False


def died_here(patient: Snapshot) -> Why:
    """Died in the stay, or went where nobody can follow: nothing after a discharge can be counted."""
    if patient.disposition is None:
        return None
    return patient.disposition if patient.disposition in ("died", "transfer") else False


def arrival_elsewhere(patient: Snapshot) -> Why:
    """Transferred in, or ill after admission: arrival times are those of another place."""
    if patient.arrival_mode is None:
        return None
    if patient.arrival_mode in TRANSFERS:
        return "transferred_in"
    return "in_hospital" if patient.arrival_mode == "in_hospital" else False


def stated_reason(*drug_classes: str) -> Callable[[Snapshot], str | None]:
    """Exception: a coded medical or patient's reason for one of the classes."""

    def exception(patient: Snapshot) -> str | None:
        reasons = (patient.reason(c) for c in drug_classes)
        return next((r for r in reasons if r in MEDICAL), None)

    return exception


def class_given(*drug_classes: str) -> Callable[[Snapshot], Answer]:
    """Numerator: one of the classes is on the discharge list; unknown where no list was written."""
    return lambda patient: patient.given(*drug_classes)


def in_time(interval: str, *, by_transfer: bool = False) -> Callable[[Snapshot], Answer]:
    """Numerator: the interval of the timeline meets its target; unknown where a time is."""
    stay = Situation(arrival="transfer_non_pci") if by_transfer else Situation()
    return lambda patient: intervals.BY_NAME[interval].is_met(patient.span(interval), stay)


def within(span: str, limit: float, earliest: float = 0) -> Callable[[Snapshot], Answer]:
    """Numerator: another span of the stay lies between two limits, in minutes."""

    def met(patient: Snapshot) -> Answer:
        found = patient.span(span)
        return None if found is None else earliest <= found <= limit

    return met


def unless_reversed(interval: str, excluded: Callable[[Snapshot], Why] | None = None
                    ) -> Callable[[Snapshot], Why]:  # fmt: skip
    """Exclusion: what `excluded` says, or times whose order is an error of the record."""

    def why(patient: Snapshot) -> Why:
        first = excluded(patient) if excluded else False
        found = patient.span(interval)
        return first if first or found is None or found >= 0 else gettext_noop("times out of order")

    return why


def raas_exception(patient: Snapshot) -> str | None:
    """Pressure, potassium or creatinine forbid it, or a reason was coded."""
    if patient.sbp is not None and patient.sbp < 90:
        return gettext_noop("systolic pressure below 90")
    if patient.potassium is not None and patient.potassium > 5.5:
        return gettext_noop("potassium above 5.5")
    if patient.creatinine is not None and patient.creatinine > 265:
        return gettext_noop("creatinine above 265")
    return stated_reason("acei", "arb", "arni")(patient)


def mra_exception(patient: Snapshot) -> str | None:
    """Potassium or kidney function forbid an MRA, or a reason was coded."""
    if patient.potassium is not None and patient.potassium > 5.0:
        return gettext_noop("potassium above 5.0")
    if patient.egfr is not None and patient.egfr <= 30:
        return gettext_noop("eGFR 30 or less")
    return stated_reason("mra")(patient)
