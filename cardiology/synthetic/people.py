"""People who do not exist: name, age, numbers that cannot belong to anybody, chronic illness."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from cardiology.models import Consent, ContactPerson, Patient, Phone, Relation
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import Chance

REGION = "990101"  # no such region in GB/T 2260: the number is well formed and nobody's
PHONE = "15400"  # a segment that no operator has been given
# Age (mean, sd) and share of men by main reason: CAMI (Am Heart J 2016;175:193), CCC-ACS (Am Heart J
# 2016;179:107), China-HF (J Card Fail 2017;23:868), rounded.
DEMOGRAPHY = {
    "stemi": (62, 12, 0.77),
    "nstemi": (65, 12, 0.68),
    "ua": (64, 10, 0.60),
    "ccs": (63, 10, 0.64),
    "hf": (66, 14, 0.59),
    "af": (69, 11, 0.55),
    "arrhythmia": (58, 17, 0.48),
    "hypertension": (60, 13, 0.52),
    "valve": (65, 12, 0.50),
    "cardiomyopathy": (54, 14, 0.66),
    "pe": (63, 14, 0.48),
    "myocarditis": (36, 12, 0.62),
}
# Share with each condition before the first stay, at 60 years (CCC-ACS and China-HF, rounded), and the
# factor for ten years more.
CONDITIONS = {
    "hypertension": (0.52, 1.15),
    "diabetes": (0.24, 1.08),
    "dyslipidaemia": (0.40, 1.0),
    "prior_mi": (0.07, 1.15),
    "prior_heart_failure": (0.04, 1.4),
    "atrial_fibrillation": (0.04, 1.6),
    "prior_stroke": (0.09, 1.35),
    "peripheral_artery_disease": (0.02, 1.4),
    "kidney_disease": (0.06, 1.4),
    "lung_disease": (0.05, 1.4),
    "liver_disease": (0.02, 1.0),
    "prior_bleeding": (0.02, 1.3),
    "cancer": (0.02, 1.3),
    "asthma": (0.015, 1.0),
    "allergy": (0.07, 1.0),
}
MORE_OFTEN = {  # conditions that belong to a main reason
    "hf": {
        "hypertension": 1.1,
        "prior_heart_failure": 13,
        "atrial_fibrillation": 5,
        "prior_mi": 3,
        "kidney_disease": 2,
    },
    "af": {"atrial_fibrillation": 12, "prior_stroke": 1.6},
    "cardiomyopathy": {"prior_heart_failure": 10, "atrial_fibrillation": 3},
    "ccs": {"prior_mi": 2.5, "dyslipidaemia": 1.4},
    "hypertension": {"hypertension": 1.9},
    "myocarditis": {"hypertension": 0.2, "diabetes": 0.2},
}
SMOKES = {"male": (0.48, 0.17), "female": (0.05, 0.02)}  # now, formerly (China Kadoorie Biobank, rounded)
ALLERGIES = ("青霉素，皮疹", "头孢菌素，皮疹", "碘造影剂，荨麻疹", "磺胺，皮疹")
INSURANCE = {"employee": 0.46, "resident": 0.44, "public": 0.02, "commercial": 0.03, "self_pay": 0.05}

MARITAL = {  # by whether older than 75
    False: {"married": 0.9, "widowed": 0.04, "divorced": 0.03, "single": 0.03},
    True: {"married": 0.66, "widowed": 0.32, "single": 0.02},
}
EDUCATION = {"none": 0.08, "primary": 0.28, "junior": 0.34, "senior": 0.18, "college": 0.07, "bachelor": 0.05}
OCCUPATIONS = ("worker", "farmer", "clerk", "professional", "self_employed", "freelance")


@dataclass
class Person:
    """A patient with what lasts longer than a stay."""

    chance: Chance
    number: int  # in the batch
    serial: str  # in the hospital
    sex: str
    birth_on: date
    reason: str
    conditions: set[str] = field(default_factory=set)
    smoking: str = "never"
    height: float = 165
    weight: float = 65
    creatinine: float = 75
    haemoglobin: float = 140
    stays: int = 0
    agrees: bool = True  # to be called after discharge
    phone_numbers: list[int] = field(default_factory=list)

    def age(self, at: datetime) -> float:
        """Years at an instant."""
        return (at.date() - self.birth_on).days / 365.25

    def has(self, condition: str) -> bool:
        """Whether the person has a chronic condition by now."""
        return condition in self.conditions


def meet(
    chance: Chance, reason: str, first_seen: datetime, serial: int, seed: int, hospital: int, batch: Batch
) -> Person:
    """A new patient with their numbers, phones, contact person and consents."""
    mean, sd, male = DEMOGRAPHY[reason]
    sex = "male" if chance.yes(male) else "female"
    age = chance.about(mean + (0 if sex == "male" else 5), sd, 19, 96, 2)
    born = (first_seen - timedelta(days=age * 365.25)).date()
    code = f"{seed}-{serial + 1:06d}"
    family, given = _family(chance), _given(chance, sex)
    words = lazy_pinyin(family + given, style=Style.NORMAL)
    number = batch.add(
        Patient,
        hospital_id=hospital,
        number=f"Y{code}",
        name=family + given,
        sex=sex,
        birth_on=born,
        name_pinyin=" ".join(words),
        name_initials="".join(w[0] for w in words),
        id_type="citizen",
        id_number=_id_number(born, sex, serial),
        insurance=chance.pick(INSURANCE),
        ethnicity="han" if chance.yes(0.95) else chance.one(("hui", "manchu", "zhuang", "mongol", "tujia")),
        marital_status=chance.pick(MARITAL[age > 75]),
        education=chance.pick(EDUCATION),
        occupation="retired" if age >= 60 else chance.one(OCCUPATIONS),
        division_code=REGION,
        vital_status="alive",
        last_known_alive_on=first_seen.date(),
        created_at=first_seen,
    )
    person = Person(chance, number, code, sex, born, reason)
    _body(person, age)
    _illness(person, age)
    _reach(person, serial, family, first_seen, batch)
    return person


def _body(person: Person, age: float) -> None:
    chance, man = person.chance, person.sex == "male"
    person.height = chance.about(168 if man else 157, 6, 140, 190)
    index = chance.about(24.4, 3.2, 16.5, 38, 1)
    person.weight = min(max(round(index * (person.height / 100) ** 2, 1), 36), 150)
    person.creatinine = chance.skewed((76 if man else 60) + max(age - 60, 0) * 0.4, 0.2, 38, 200)
    person.haemoglobin = chance.about((145 if man else 130) - max(age - 60, 0) * 0.35, 14, 75, 175)


def _illness(person: Person, age: float) -> None:
    chance, more = person.chance, MORE_OFTEN.get(person.reason, {})
    for condition, (share, per_decade) in CONDITIONS.items():
        share *= per_decade ** ((age - 60) / 10) * more.get(condition, 1)
        if chance.yes(min(share, 0.93)):
            person.conditions.add(condition)
    if person.has("prior_mi") and chance.yes(0.6) or chance.yes(0.03):
        person.conditions.add("prior_pci")
    if person.has("prior_mi") and chance.yes(0.05):
        person.conditions.add("prior_cabg")
    if person.has("kidney_disease"):
        person.creatinine = chance.skewed(150, 0.35, 110, 700)
        if person.creatinine > 450 and chance.yes(0.6):
            person.conditions.add("dialysis")
    if person.haemoglobin < 110:
        person.conditions.add("anaemia")
    now, before = SMOKES[person.sex]
    person.smoking = chance.pick({"current": now, "former": before, "never": 1 - now - before})


def _reach(person: Person, serial: int, family: str, since: datetime, batch: Batch) -> None:
    """Own phone, mostly one of somebody close; the consents asked for at the first stay."""
    chance = person.chance
    digits = f"{PHONE}{serial * 2 % 1_000_000:06d}"
    person.phone_numbers.append(
        batch.add(
            Phone,
            patient_id=person.number,
            number=digits,
            digits=digits,
            owner="self",
            position=1,
            may_leave_message=chance.yes(0.3),
        )
    )
    if chance.yes(0.72):
        relation = chance.pick({"spouse": 0.45, "child": 0.5, "other": 0.05})
        same_family = relation == "child" and person.sex == "male"
        name = (family if same_family else _family(chance)) + _given(chance, chance.one(("male", "female")))
        digits = f"{PHONE}{(serial * 2 + 1) % 1_000_000:06d}"
        person.phone_numbers.append(
            batch.add(
                Phone,
                patient_id=person.number,
                number=digits,
                digits=digits,
                owner=relation,
                owner_name=name,
                position=2,
            )
        )
        batch.add(
            ContactPerson,
            patient_id=person.number,
            name=name,
            relation=Relation(relation).value,
            phone=digits,
            consent=chance.yes(0.88),
        )
    for purpose, share in (("phone", 0.97), ("message", 0.8), ("research", 0.86)):
        given = chance.yes(share)
        person.agrees = given if purpose == "phone" else person.agrees
        batch.add(
            Consent,
            patient_id=person.number,
            purpose=purpose,
            decision="given" if given else "declined",
            decided_on=since.date(),
            recorded_at=since,
        )


def _id_number(born: date, sex: str, serial: int) -> str:
    """GB 11643: region, birth date, sequence (odd for men), check character."""
    sequence = (serial * 2 + (sex == "male")) % 1000
    digits = f"{REGION}{born:%Y%m%d}{sequence:03d}"
    total = sum(
        int(d) * w for d, w in zip(digits, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return digits + "10X98765432"[total % 11]


@cache
def _names() -> dict[str, tuple[list[str], list[float]]]:
    found: dict[str, tuple[list[str], list[float]]] = {}
    with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts, weights = found.setdefault(row["kind"], ([], []))
            texts.append(row["text"])
            weights.append(float(row["weight"]))
    return found


def _family(chance: Chance) -> str:
    texts, weights = _names()["family"]
    return chance.choices(texts, weights)[0]


def _given(chance: Chance, sex: str) -> str:
    texts = _names()[sex][0]
    return chance.one(texts) + (chance.one(texts) if chance.yes(0.8) else "")
