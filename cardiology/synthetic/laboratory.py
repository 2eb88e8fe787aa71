"""Laboratory curves: troponin that rises and falls, creatinine after contrast, and the rest of a stay."""

from datetime import datetime
from functools import cache
from math import exp

from cardiology.codes import laboratory
from cardiology.models import LabResult
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import CORONARY, INFARCTION, Stay

# Peak high-sensitivity troponin I, ng/L (median, spread): thousands after STEMI, hundreds to thousands after
# NSTEMI, below or near the 99th percentile (26) in unstable angina.
TROPONIN_PEAK = {"stemi": (14_000, 0.9), "nstemi": (2_400, 1.0), "myocarditis": (1_800, 1.0)}
TROPONIN_LIMIT = 26
TROPONIN_HOURS = (0.3, 3, 7, 12, 24, 48, 80)
CKMB_SHARE = 0.011  # ng/mL of CK-MB per ng/L of troponin at the peak
KIDNEY_CHECKS = (0.4, 30, 54, 78, 150)
LIPIDS_DONE, HBA1C_DONE, BNP_DONE = 0.93, 0.8, {"hf": 0.98, "stemi": 0.88, "nstemi": 0.88}


def curves(stay: Stay, until: datetime, batch: Batch) -> None:
    """All results of a stay, as far as the stay lasted."""
    sheet = _Sheet(stay, until, batch)
    troponin(stay, sheet)
    kidneys_and_salts(stay, sheet)
    blood(stay, sheet)
    natriuretic_peptide(stay, sheet)
    metabolism(stay, sheet)


class _Sheet:
    """Where results of a stay are written, with unit, reference interval and flag of the test."""

    def __init__(self, stay: Stay, until: datetime, batch: Batch) -> None:
        self.stay, self.until, self.batch = stay, until, batch

    def add(self, hours: float, test: str, value: float) -> None:
        if not self.stay.lasts(hours, self.until):
            return
        write(self.stay, self.stay.number, self.stay.at(hours), test, value, self.batch)


def write(stay: Stay, admission: int | None, at: datetime, test: str, value: float, batch: Batch) -> None:
    """One result of a patient, in a stay or (no admission) as an outpatient."""
    unit, decimals, low, high, least, most = _test(test, stay.person.sex)
    value = round(min(max(value, least), most), decimals) if decimals else round(min(max(value, least), most))
    flag = "H" if high is not None and value > high else "L" if low is not None and value < low else "N"
    batch.add(
        LabResult,
        patient_id=stay.person.number,
        admission_id=admission,
        collected_at=at,
        test=test,
        value=value,
        unit=unit,
        value_text=str(value),
        unit_text=unit,
        reference_low=low,
        reference_high=high,
        flag=flag,
        created_at=at,
    )


@cache
def _test(code: str, sex: str) -> tuple[str, int, float | None, float | None, float, float]:
    test = laboratory.find(code)
    if test is None:
        raise LookupError(code)
    low, high = (float(v) if v is not None else None for v in test.reference(sex))
    high = TROPONIN_LIMIT if code == "hstni" else high
    return test.unit, test.decimals, low, high, float(test.possible[0]), float(test.possible[1])


def troponin(stay: Stay, sheet: _Sheet) -> None:
    """Rises to a peak and falls: t/p · exp(1 - t/p) with the peak p hours after onset."""
    chance = stay.chance
    if stay.reason not in CORONARY and not chance.yes(0.6):
        return
    if stay.reason not in TROPONIN_PEAK:
        for hours in (0.3, 3):
            sheet.add(hours, "hstni", chance.skewed(7 if stay.reason != "hf" else 22, 0.6, 0.5, 90, 1))
        return
    height = chance.skewed(*TROPONIN_PEAK[stay.reason], 150, 180_000)
    peak = stay.onset_hours + chance.uniform(8, 16)
    for hours in TROPONIN_HOURS:
        time = (stay.onset_hours + hours) / peak
        shape = (time * exp(1 - time)) ** 2.5
        value = 4 + height * shape * chance.uniform(0.97, 1.03)
        sheet.add(hours, "hstni", value)
        if stay.reason in INFARCTION and hours < 50:
            sheet.add(hours, "ckmb", 2 + CKMB_SHARE * height * shape**1.3)


def kidneys_and_salts(stay: Stay, sheet: _Sheet) -> None:
    """Creatinine before and after contrast; potassium and sodium with it."""
    chance, base = stay.chance, stay.person.creatinine * stay.chance.uniform(0.92, 1.08)
    base *= 1.25 if stay.shock else 1
    rise = chance.uniform(0.5, 1.2) if stay.kidney_injury else 0
    kalium = chance.about(4.0 + (0.4 if base > 200 else 0), 0.4, 2.8, 6.2, 2)
    for turn, hours in enumerate(KIDNEY_CHECKS):
        if turn and not stay.invasive and chance.yes(0.4):
            continue
        after = {0: 0, 1: 0.45, 2: 1, 3: 0.85, 4: 0.35}[turn]
        creatinine = base * (1 + rise * after) * chance.uniform(0.97, 1.03)
        sheet.add(hours, "cr", creatinine)
        sheet.add(hours, "urea", creatinine * 0.075 * chance.uniform(0.8, 1.2))
        sheet.add(hours, "k", kalium + (4.2 - kalium) * min(turn / 2, 1) * 0.8 + chance.gauss(0, 0.12))
        sheet.add(hours, "na", chance.about(140 - (2 if stay.reason == "hf" else 0), 3, 122, 150, 1))


def blood(stay: Stay, sheet: _Sheet) -> None:
    """Blood count and clotting; haemoglobin falls with a bleeding, white cells are up in infarction."""
    chance, base = stay.chance, stay.person.haemoglobin + stay.chance.gauss(0, 3)
    for turn, hours in enumerate((0.4, 30, 100)):
        fall = (38 if stay.bleeds else 4) * min(turn, 1)
        sheet.add(hours, "hb", max(base - fall, 55) + chance.gauss(0, 2))
        sheet.add(
            hours,
            "wbc",
            chance.skewed(10.4 if stay.reason in INFARCTION and turn < 2 else 6.8, 0.25, 2.5, 28, 2),
        )
        sheet.add(hours, "plt", chance.about(212, 55, 62, 480))
    if chance.yes(0.85):
        sheet.add(
            0.4,
            "inr",
            chance.about(2.1, 0.6, 1.1, 5, 2)
            if "warfarin" in stay.keys
            else chance.about(1.02, 0.08, 0.85, 1.4, 2),
        )
    if chance.yes(0.7):
        sheet.add(0.4, "ddi", chance.skewed(4.5 if stay.reason == "pe" else 0.4, 0.7, 0.1, 30, 2))


def natriuretic_peptide(stay: Stay, sheet: _Sheet) -> None:
    """NT-proBNP by ejection fraction, age and kidneys; lower again before discharge of a heart failure."""
    chance = stay.chance
    if not chance.yes(BNP_DONE.get(stay.reason, 0.6)):
        return
    median = 130 * exp(max(56 - stay.lvef, 0) * 0.06) * exp((stay.age - 60) * 0.025)
    median *= 9 if stay.reason == "hf" else 2.2 if stay.person.has("atrial_fibrillation") else 1.3
    median *= 2 if stay.person.creatinine > 150 else 1
    value = chance.skewed(median, 0.7, 10, 35_000)
    sheet.add(0.5, "ntbnp", value)
    if stay.reason == "hf":
        sheet.add(max(stay.nights * 24 - 20, 40), "ntbnp", value * chance.uniform(0.3, 0.9))


def metabolism(stay: Stay, sheet: _Sheet) -> None:
    """Lipids, glucose, liver, thyroid, inflammation; on the first morning."""
    chance, person = stay.chance, stay.person
    diabetic = person.has("diabetes")
    sheet.add(0.4, "glu", chance.skewed(9.6 if diabetic else 6.4, 0.25, 3.2, 28, 1))
    if chance.yes(HBA1C_DONE):
        sheet.add(16, "hba1c", chance.about(7.6 if diabetic else 5.7, 1.2 if diabetic else 0.35, 4.2, 14, 1))
    if chance.yes(LIPIDS_DONE):
        low_density = chance.about(
            2.75 + (0.5 if person.has("dyslipidaemia") else 0) - (0.9 if person.has("prior_pci") else 0),
            0.8,
            0.6,
            6.5,
            2,
        )
        fat = chance.skewed(1.5, 0.45, 0.4, 9, 2)
        high_density = chance.about(1.05 if person.sex == "male" else 1.2, 0.25, 0.5, 2.4, 2)
        for test, value in (
            ("ldl", low_density),
            ("hdl", high_density),
            ("tg", fat),
            ("tc", low_density + high_density + min(fat, 4) * 0.45),
        ):
            sheet.add(16, test, value)
    sheet.add(16, "alt", chance.skewed(24, 0.5, 6, 600))
    sheet.add(16, "ast", chance.skewed(120 if stay.reason == "stemi" else 26, 0.5, 9, 900))
    sheet.add(16, "alb", chance.about(40 - (3 if stay.reason == "hf" else 0), 4, 22, 52, 1))
    if chance.yes(0.6):
        sheet.add(16, "hscrp", chance.skewed(7 if stay.reason in INFARCTION else 2, 0.9, 0.2, 180, 1))
    if stay.reason in ("af", "arrhythmia") or chance.yes(0.15):
        sheet.add(16, "tsh", chance.skewed(2.1, 0.5, 0.01, 30, 2))
