"""What a stay knows of the time before it: earlier illness, what was taken, what was asked at the bed."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cardiology.guidance.verdict import both
from cardiology.models import (
    ClassDecision,
    Contraindication,
    Diagnosis,
    History,
    Medication,
    Phase,
    Presentation,
)
from cardiology.snapshot import Answer

HALF_YEAR, MONTH, DAY = timedelta(days=183), timedelta(days=31), timedelta(days=1)
HOUR, WASHOUT = timedelta(hours=1), timedelta(hours=36)
NEVER = 100_000.0  # hours since a last dose that there was not
DISSECTION = "I71.0"
FRAIL = 5  # of the clinical frailty scale: mildly frail
TWO_YEARS = timedelta(days=730)


def facts(read: Any, now: datetime) -> dict[str, Any]:
    """Fields of a snapshot for the stay of a `Recorded`; no query beside what it has read."""
    history = next(iter(read.of(History)), None)
    presentation = next(iter(read.of(Presentation)), None)
    asked = _asked(presentation)
    frailty = getattr(presentation, "frailty", None)
    return {
        "frail": None if frailty is None else int(frailty) >= FRAIL,
        **_history(history, timezone.localdate(read.stay.admitted_at)),
        "lysis_against": asked, "dissection": _dissection(read, asked), "angioedema": _swelled(read, history),
        "acei_hours": last_dose(read, "acei", now), "arni_hours": last_dose(read, "arni", now),
    }  # fmt: skip


def _dissection(read: Any, asked: frozenset[str] | None) -> Answer:
    """Aortic dissection: by a diagnosis, else as it was asked before a fibrinolytic."""
    coded = [d.code or "" for d in read.of(Diagnosis) if d.certainty != "excluded"]
    if any(code.startswith(DISSECTION) for code in coded):
        return True
    return None if asked is None else "dissection" in asked


def _yes(row: Any, name: str) -> Answer:
    said = getattr(row, name, None)
    return True if said == "yes" else False if said == "no" else None


def _among(row: Any, name: str, wanted: set[str]) -> Answer:
    """Whether a choice of several names one of these; unknown where nothing was chosen."""
    chosen = getattr(row, name, None)
    return bool(wanted & set(chosen)) if chosen else None


def _history(history: Any, on: date) -> dict[str, Any]:
    if history is None:
        return {}
    bleed = _among(history, "bleeding_site", {"intracranial"})
    stroke = _among(history, "stroke_kind", {"haemorrhagic"})
    no_bleed = _yes(history, "prior_bleeding") is False and _yes(history, "prior_stroke") is False
    head = True if bleed or stroke else False if no_bleed else None
    recent = (
        False if _yes(history, "prior_stroke") is False else _within(history.prior_stroke_on, HALF_YEAR, on)
    )
    implant = set(history.implant or ())
    return {
        "kidney_disease": _yes(history, "kidney_disease"), "peptic_ulcer": _yes(history, "peptic_ulcer"),
        "prior_bleeding": _yes(history, "prior_bleeding"), "intracranial_bleeding": head,
        "stroke_kinds": frozenset(history.stroke_kind or ()) or None, "recent_stroke": recent,
        "gut_bled_lately": _gut(history, on), "event_in_2_years": _event(history, on),
        "liver_disease": _yes(history, "liver_disease"), "pregnancy": _yes(history, "pregnancy"),
        "pacemaker": bool(implant - {"none"}) if implant else None,
        "icd": bool(implant & {"icd", "crt"}) if implant else None,
        "crt": "crt" in implant if implant else None,
    }  # fmt: skip


def _event(history: Any, on: date) -> Answer:
    """An infarction or stroke within two years before the stay."""
    told = [
        both(_yes(history, name), _within(getattr(history, f"{name}_on"), TWO_YEARS, on))
        for name in ("prior_mi", "prior_stroke")
    ]
    return True if True in told else None if None in told else False


def _gut(history: Any, on: date) -> Answer:
    """Gastrointestinal bleeding within a month before the stay."""
    if _yes(history, "prior_bleeding") is False:
        return False
    return both(_among(history, "bleeding_site", {"gi"}), _within(history.prior_bleeding_on, MONTH, on))


def _within(partial: str | None, span: timedelta, on: date) -> Answer:
    """Whether a date of any precision lies within the span before a day; unknown where it may or may not."""
    if not partial:
        return None
    year, month, day = (*map(int, partial.split("-")), 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return True if first >= on - span else False if last < on - span else None


def last_dose(read: Any, drug_class: str, now: datetime) -> float | None:
    """Hours since the last dose of a class that is not given any more, as far as it is certain on which side
    of the washout they lie; NEVER where none was taken, or only before a stay that is longer than it."""
    taken = [m for m in read.of(Medication) if m.drug_class == drug_class]
    spans = [_since(m, read.stay, now) for m in taken if m.phase != Phase.DISCHARGE]
    if not spans and not _knows_home(read) and now - read.stay.admitted_at < WASHOUT:
        return None
    least = min((low for low, _high in spans), default=NEVER)
    most = min((high for _low, high in spans), default=NEVER)
    hours = WASHOUT / HOUR
    return most if most < hours else least if least >= hours else None


def _since(row: Any, stay: Any, now: datetime) -> tuple[float, float]:
    """At least and at most so many hours ago the last dose was, by what is written of it."""
    if row.phase == Phase.HOME:
        if row.last_dose_at is not None:
            return (exact := (now - row.last_dose_at) / HOUR), exact
        return (now - stay.admitted_at) / HOUR, NEVER
    if row.stopped_on is None:
        return 0.0, 0.0
    day = timezone.make_aware(datetime.combine(row.stopped_on, time()))
    return max((now - day - DAY) / HOUR, 0.0), max((now - day) / HOUR, 0.0)


def _knows_home(read: Any) -> bool:
    """Whether it is written what was taken at home, if only that nothing was."""
    listed = any(m.phase == Phase.HOME for m in read.of(Medication))
    return listed or any(h.takes_drugs == "no" for h in read.of(History))


def _asked(presentation: Any) -> frozenset[str] | None:
    """What was found when the contraindications to a fibrinolytic were asked."""
    said = getattr(presentation, "lysis_against", None)
    return frozenset(said) if said else None


def _swelled(read: Any, history: Any) -> Answer:
    """Angioedema: as the history says, or as the reason for which a class is not given."""
    decided = any(d.which == Contraindication.ANGIOEDEMA for d in read.of(ClassDecision))
    return True if decided else _yes(history, "prior_angioedema")
