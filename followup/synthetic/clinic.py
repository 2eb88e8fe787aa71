"""Patients who come back to the clinic after a call: blood is taken, and the results stand in the record."""

from datetime import datetime, timedelta

from cardiology.synthetic import laboratory
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import Chance
from cardiology.synthetic.courses import Stay
from cardiology.synthetic.lives import Life

COMES = 0.45  # of patients who were reached (attendance after a reminding call, rounded)
LATE = 0.15  # of those who come: only after the fifteen days that count as an effect of the call
SOON, LATER = (2, 12), (18, 40)  # days after the call
MORNING = 7


def come_back(life: Life, stay: Stay, contact: int, at: datetime, until: datetime, batch: Batch) -> None:
    """Some come within two weeks. A chance of its own, so that nothing else of the course depends on it."""
    chance = Chance(f"clinic after call {contact} at {at}")
    if not chance.yes(COMES):
        return
    days = chance.randint(*(LATER if chance.yes(LATE) else SOON))
    when = (at + timedelta(days=days)).replace(hour=MORNING, minute=chance.randrange(60))
    if when < until and not _is_elsewhere(life, when):
        _take_blood(stay, when, chance, batch)


def _is_elsewhere(life: Life, when: datetime) -> bool:
    """Dead, or in a hospital at that time."""
    if life.died_at and life.died_at <= when:
        return True
    return any(s.admitted_at <= when and (not s.discharged_at or s.discharged_at >= when) for s in life.stays)


def _take_blood(stay: Stay, when: datetime, chance: Chance, batch: Batch) -> None:
    """What the schedule asks for after most stays: lipids, kidney, potassium, blood count."""
    person = stay.person
    low_density = chance.about(1.75 if "statin" in stay.discharge_classes else 2.9, 0.5, 0.5, 5.5, 2)
    found = {
        "ldl": low_density,
        "cr": person.creatinine * chance.uniform(0.92, 1.1),
        "k": chance.about(4.2, 0.35, 3.0, 5.8, 2),
        "hb": person.haemoglobin + chance.gauss(0, 4),
    }
    if "warfarin" in stay.keys.get("drugs", {}).values():
        found["inr"] = chance.about(2.3, 0.5, 1.2, 4.5, 2)
    for test, value in found.items():
        laboratory.write(stay, None, when, test, value, batch)
