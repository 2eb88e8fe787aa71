"""A patient's way through the department: stays in their order, readmissions, death."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cardiology.models import Admission, Patient
from cardiology.synthetic import (
    arrival,
    bedside,
    courses,
    ending,
    implants,
    laboratory,
    medication,
    people,
    procedures,
)
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import Chance, of_patient
from cardiology.synthetic.courses import Stay
from cardiology.synthetic.places import Places

YEARS = 4  # how far back the records of a department go
GROWTH = 1.5  # the department admits more from year to year
MOST_STAYS = 4
COMES_BACK_HERE = 0.75  # of those who have to be in hospital again


@dataclass
class Life:
    """What truly happened to a patient; the hospital may not know all of it."""

    person: people.Person
    stays: list[Stay] = field(default_factory=list)
    died_at: datetime | None = None
    elsewhere: list[tuple[datetime, str]] = field(default_factory=list)  # stays in other hospitals, by reason


def live(index: int, *, seed: int, until: datetime, places: Places, batch: Batch) -> Life:
    """The life of the patient with this index; the first ones of a department are in its beds today."""
    chance = of_patient(seed, index)
    bed = places.bed(index)
    reason = chance.pick(courses.REASONS)
    length = courses.nights(chance, reason)
    arrived = _arrival(chance, length, until, in_bed=bed is not None)
    person = people.meet(chance, reason, arrived, index, seed, places.hospital, batch)
    life = Life(person)
    _follow(life, reason, arrived, length, until, places, bed, batch)
    _what_is_known(life, until, batch)
    return life


def _arrival(chance: Chance, length: float, until: datetime, in_bed: bool) -> datetime:
    """A time of arrival by day more often than by night."""
    if in_bed:
        days = chance.uniform(0.05, min(length * 0.95, 8))
    else:
        days = length + 0.2 + YEARS * 365.25 * chance.random() ** GROWTH
    at = until - timedelta(days=days)
    if at.hour < 6 and chance.yes(0.6) and not in_bed:
        at -= timedelta(hours=chance.uniform(7, 15))
    return at.replace(second=0, microsecond=0)


def _follow(
    life: Life,
    reason: str,
    arrived: datetime,
    length: float,
    until: datetime,
    places: Places,
    bed: int | None,
    batch: Batch,
) -> None:
    """Stay after stay, until death, the bed of today, or the end of the record."""
    chance = life.person.chance
    while True:
        stay = _stay(life, reason, arrived, length, until, places, bed, batch)
        if bed is not None:
            return
        left = stay.discharged_at or until
        if stay.dies:
            life.died_at = left
            return
        days, next_reason = courses.days_until_return(stay)
        death = left + timedelta(days=courses.days_until_death(stay) + 0.5)
        arrived = (left + timedelta(days=days)).replace(second=0, microsecond=0)
        length = courses.nights(chance, next_reason)
        if death < until and death <= arrived:
            life.died_at = death
            return
        if arrived + timedelta(days=length + 0.2) >= until or len(life.stays) >= MOST_STAYS:
            life.died_at = death if death < until and len(life.stays) >= MOST_STAYS else None
            return
        if not chance.yes(COMES_BACK_HERE):
            life.elsewhere.append((arrived, next_reason))
            life.died_at = death if death < until else None
            return
        reason = next_reason


def _stay(
    life: Life,
    reason: str,
    arrived: datetime,
    length: float,
    until: datetime,
    places: Places,
    bed: int | None,
    batch: Batch,
) -> Stay:
    """One stay with everything recorded in it, in the order in which it happens."""
    stay = courses.draw(life.person, reason, arrived, length)
    if life.stays:
        stay.keys["classes_before"] = life.stays[-1].discharge_classes
        _remember(life)
    stay.attending = places.attending(life.person.chance, bed is not None)
    if bed is None:
        hours = length * 24 * (life.person.chance.uniform(0.15, 0.8) if stay.dies else 1)
        stay.discharged_at = stay.at(max(hours, 5))
    else:
        stay.dies = False
    stay.number = len(batch.rows[Admission]) + 1
    life.person.stays += 1
    batch.add(
        Admission, **_admission(stay, length, places, bed, until), arrival_mode=arrival.arrive(stay, batch)
    )
    procedures.catheter(stay, until, batch)
    implants.implant(stay, until, batch)
    bedside.at_the_bed(stay, until, batch)
    medication.drugs_of(stay, until, batch)
    laboratory.curves(stay, until, batch)
    ending.diagnoses(stay, batch)
    ending.complications(stay, until, batch)
    ending.discharge(stay, batch)
    life.stays.append(stay)
    return stay


def _admission(
    stay: Stay, length: float, places: Places, bed: int | None, until: datetime
) -> dict[str, object]:
    planned = (stay.admitted_at + timedelta(days=length)).date()
    return {
        "hospital_id": places.hospital,
        "patient_id": stay.person.number,
        "department_id": places.department,
        "ward_id": places.ward(bed, stay.chance),
        "bed_id": bed,
        "attending_id": stay.attending,
        "primary_nurse_id": places.nurse(bed),
        "number": f"{stay.person.serial}-{stay.person.stays}",
        "admitted_at": stay.admitted_at,
        "category": stay.reason,
        "discharged_at": stay.discharged_at,
        "planned_discharge_on": max(planned, until.date()) if bed is not None else planned,
        "created_at": stay.admitted_at,
    }


def _remember(life: Life) -> None:
    """What the last stay added to the history."""
    last = life.stays[-1]
    if last.reason in courses.INFARCTION:
        life.person.conditions.add("prior_mi")
    if last.invasive == "pci":
        life.person.conditions.add("prior_pci")
    if last.reason == "hf":
        life.person.conditions.add("prior_heart_failure")


def _what_is_known(life: Life, until: datetime, batch: Batch) -> None:
    """What the hospital itself knows of the end: only a death in its own beds."""
    row, last = batch.row(Patient, life.person.number), life.stays[-1]
    row["last_known_alive_on"] = (last.discharged_at or until).date()
    if last.dies:
        row |= {
            "vital_status": "dead",
            "died_on": row["last_known_alive_on"],
            "death_cause": last.keys["death_cause"],
        }
