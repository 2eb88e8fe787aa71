"""What happened after discharge, as it was reported on the telephone."""

from datetime import date, datetime, timedelta

from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import CORONARY, Stay
from cardiology.synthetic.lives import Life
from followup.models import ReportedEvent

# Yearly rates after discharge of events that were treated elsewhere (rounded from registries of ACS and
# heart failure), higher in the first month.
PER_YEAR = {"stroke": 0.012, "bleeding": 0.018, "hospitalisation": 0.07}
CORONARY_PER_YEAR = {"mi": 0.018, "revascularisation": 0.035, "stent_thrombosis": 0.003}
OF_A_STAY_ELSEWHERE = {
    "hf": "hf_hospitalisation",
    "nstemi": "mi",
    "ua": "revascularisation",
    "af": "hospitalisation",
}


def since_discharge(life: Life, stay: Stay, contact: int, at: datetime, batch: Batch) -> None:
    """Events since the contact before this one."""
    since = stay.keys.get("told_until") or stay.discharged_at
    stay.keys["told_until"] = at
    days = (at - since).days
    rates = PER_YEAR | (CORONARY_PER_YEAR if stay.reason in CORONARY else {})
    for kind, per_year in rates.items():
        if days > 1 and stay.chance.yes(per_year * days / 365.25):
            _add(
                life,
                stay,
                kind,
                (since + timedelta(days=stay.chance.uniform(1, days))).date(),
                contact,
                at,
                batch,
            )
    for when, reason in life.elsewhere:
        if since < when < at:
            _add(
                life,
                stay,
                OF_A_STAY_ELSEWHERE.get(reason, "hospitalisation"),
                when.date(),
                contact,
                at,
                batch,
            )


def death(life: Life, stay: Stay, died: date, contact: int, at: datetime, batch: Batch) -> None:
    """A death that a relative reported."""
    _add(life, stay, "death", died, contact, at, batch)


def _add(life: Life, stay: Stay, kind: str, on: date, contact: int, at: datetime, batch: Batch) -> None:
    precision = "day" if kind == "death" else stay.chance.pick({"day": 0.8, "month": 0.2})
    first = stay.discharged_at.date()  # type: ignore[union-attr]
    batch.add(
        ReportedEvent,
        patient_id=life.person.number,
        admission_id=stay.number,
        contact_id=contact,
        kind=kind,
        occurred_on=max(on.replace(day=1), first) if precision == "month" else on,
        precision=precision,
        created_at=at,
    )
