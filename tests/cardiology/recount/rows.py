"""A stay as its rows lie in the tables, and what can be told of it in yes, no and unknown."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from cardiology.models import (
    Admission,
    ClassDecision,
    Diagnosis,
    Discharge,
    Ecg,
    Echo,
    Examination,
    History,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Presentation,
    Procedure,
    Timeline,
    Vitals,
)

TABLES = (ClassDecision, Diagnosis, Discharge, Ecg, Echo, Examination, History, LabResult, Lesion, Medication,
          Presentation, Procedure, Timeline, Vitals)  # fmt: skip
DAY = timedelta(days=1)
REASONS = ("contraindicated", "intolerant", "declined")


def not_(answer):
    return None if answer is None else not answer


def and_(*answers):
    return False if False in answers else None if None in answers else True


def or_(*answers):
    return True if True in answers else None if None in answers else False


def outcome(concerned, left_out, done, excuse=False, undesired=False):
    """What is counted of a stay; None where it is in no denominator."""
    if concerned is False:
        return None
    if concerned is None or left_out is None:
        return "indeterminate"
    if left_out:
        return "excluded"
    if done:
        return "met"
    if done is None and undesired:
        return "indeterminate"
    return "exception" if excuse else "not_met"


class Stay:
    """One stay with all of its rows, and those of the patient that count."""

    def __init__(self, row, patient, rows, others, echoes, visits):
        self.row, self.patient, self.rows = row, patient, rows
        self.others, self.echoes, self.visits = others, echoes, visits
        self.category, self.arrival = row["category"], row["arrival_mode"]
        self.came, self.left = row["admitted_at"], row["discharged_at"]
        self.times = self.only(Timeline)
        self.how = self.only(Discharge).get("disposition")

    def all(self, table):
        return self.rows[table].get(self.row["id"], [])

    def only(self, table):
        return max(self.all(table), key=lambda r: r["id"], default={})

    def says(self, table, name):
        return {"yes": True, "no": False}.get(self.only(table).get(name))

    # who it is

    def age(self):
        born, on = self.patient["birth_on"], timezone.localtime(self.came).date()
        if born is None:
            return self.row["age_recorded"]
        months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
        return months // 12

    def adult(self):
        return None if self.age() is None else self.age() >= 18

    def came_for(self, *categories):
        return and_(self.adult(), None if self.category is None else self.category in categories)

    def codes(self):
        return [d["code"] or "" for d in self.all(Diagnosis) if d["certainty"] != "excluded"]

    def coded(self, *prefixes):
        return any(code.startswith(prefixes) for code in self.codes())

    def ill(self, category, prefixes, history):
        """Of this stay, or known before; with diagnoses and no such history it is not there."""
        if self.category == category or self.coded(*prefixes):
            return True
        known = self.says(History, history)
        return known if known or not self.all(Diagnosis) else False

    def heart_failure(self):
        prefixes = ("I50", "I11.0", "I13.0", "I13.2")
        return self.ill("hf", prefixes, "prior_heart_failure")

    def fibrillates(self):
        return self.ill("af", ("I48",), "atrial_fibrillation")

    # where to, where from

    def x0(self, *, alive=False):
        """Nothing was prescribed for home; `alive` leaves only those out who died or are seen elsewhere."""
        gone = ("died", "transfer") if alive else ("died", "transfer", "against_advice", "hospice")
        return None if self.how is None else self.how in gone

    def x1(self):
        if self.arrival is None:
            return None
        return self.arrival in ("transfer_non_pci", "transfer_pci", "in_hospital")

    def sent(self):
        return None if self.arrival is None else self.arrival in ("transfer_non_pci", "transfer_pci")

    # times

    def span(self, start, end):
        """Minutes between two points of the timeline."""
        a, b = self.times.get(start), self.times.get(end)
        return None if a is None or b is None else (b - a).total_seconds() / 60

    def timely(self, start, end, limit):
        """Within the limit and not before its start."""
        took = self.span(start, end)
        return None if took is None else 0 <= took <= limit

    def reversed(self, start, end):
        took = self.span(start, end)
        return took is not None and took < 0

    def door(self):
        return self.times.get("door_at") or self.came

    # measurements

    def measured(self, table, name, at, newest=True):
        """The first or the last known value of a variable that is measured several times."""
        known = [r for r in self.all(table) if r[name] is not None]
        row = (max if newest else min)(known, key=lambda r: (r[at], r["id"]), default=None)
        return None if row is None else float(row[name])

    def lab(self, test, newest=True):
        known = [r for r in self.all(LabResult) if r["test"] == test and r["value"] is not None]
        row = (max if newest else min)(known, key=lambda r: (r["collected_at"], r["id"]), default=None)
        return None if row is None else float(row["value"])

    def sampled(self, within, *tests):
        """A result of the stay whose sample was taken within so long of the admission, or a day before."""
        taken = [r["collected_at"] for r in self.all(LabResult)
                 if r["test"] in tests and r["value"] is not None]  # fmt: skip
        return any(self.came - DAY <= at and (within is None or at <= self.came + within) for at in taken)

    def lvef(self):
        """The newest ejection fraction of the patient up to the discharge, of whichever stay."""
        known = [e for e in self.echoes if e["lvef"] is not None and
                 (e["admission_id"] == self.row["id"] or e["performed_at"] < self.came)]  # fmt: skip
        own = [e for e in known if e["admission_id"] == self.row["id"]]
        row = max(own or known, key=lambda e: (e["performed_at"], e["id"]), default=None)
        return None if row is None else float(row["lvef"])

    def low_lvef(self):
        return None if self.lvef() is None else self.lvef() <= 40

    def filtration(self):
        """eGFR, CKD-EPI 2021."""
        cr, age, sex = self.lab("cr"), self.age(), self.patient["sex"]
        if cr is None or age is None or sex not in ("male", "female"):
            return None
        kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
        ratio = cr / 88.4 / kappa
        return 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age * factor

    def clearance_from(self):
        return self.measured(Vitals, "weight", "measured_at"), self.lab("cr")

    def clearance(self):
        """Cockcroft-Gault, mL/min."""
        weight, cr = self.clearance_from()
        age, sex = self.age(), self.patient["sex"]
        if None in (cr, age, weight) or sex not in ("male", "female"):
            return None
        return (140 - age) * weight * (0.85 if sex == "female" else 1) / (72 * cr / 88.4)

    # what came after

    def came_back(self, category=None):
        """Admitted here again on one of the 30 days after the day of discharge, not as planned."""
        day = timezone.localtime(self.left).date()
        for other in self.others:
            later = (timezone.localtime(other["admitted_at"]).date() - day).days
            if 0 < later <= 30 and category in (None, other["category"]) and self.unplanned(other):
                return True
        return False if timezone.localdate() > day + timedelta(days=30) else None

    def unplanned(self, other):
        return other["arrival_mode"] != "outpatient" and not self.says(Discharge, "stage_planned")

    def died_within_30(self):
        """Dead by the 30th day; seen or known alive on it, or later; else unknown."""
        until = timezone.localtime(self.left).date() + timedelta(days=30)
        died, alive = self.patient["died_on"], self.patient["last_known_alive_on"]
        if died is not None:
            return died <= until
        came = [timezone.localtime(o["admitted_at"]).date() for o in self.others]
        return False if max([*came, alive or self.left.date()]) >= until else None

    # drugs

    def leaving_with(self):
        return [m for m in self.all(Medication) if m["phase"] == "discharge"]

    def leaves_with_class(self, *classes):
        listed = self.leaving_with()
        return any(m["drug_class"] in classes for m in listed) if listed else None

    def leaves_with(self, *drugs):
        listed = self.leaving_with()
        return any((m["drug"] or m["drug_text"]) in drugs for m in listed) if listed else None

    def on_ward(self):
        return [m for m in self.all(Medication) if m["phase"] == "ward"]

    def excused(self, *classes):
        """A coded medical reason, or the patient's refusal, at discharge."""
        said = [d for d in self.all(ClassDecision) if d["phase"] == "discharge"]
        return any(d["drug_class"] in classes and d["reason"] in REASONS for d in said)

    def mg_a_day(self, drug):
        times = {"qd": 1, "qn": 1, "bid": 2, "tid": 3, "qod": 0.5}
        doses = [None if m["dose"] is None or m["dose_unit"] != "mg" or m["frequency"] not in times
                 else float(m["dose"]) * times[m["frequency"]]
                 for m in self.leaving_with() if m["drug"] == drug]  # fmt: skip
        return None if None in doses or not doses else sum(doses)


def stays_of(hospital, visits):
    """The closed stays of a hospital. `visits`: planned contacts by stay, as another table has them."""
    patients = {p["id"]: p for p in Patient.objects.filter(hospital=hospital).values(
        "id", "birth_on", "sex", "died_on", "last_known_alive_on")}  # fmt: skip
    rows = {table: defaultdict(list) for table in TABLES}
    for table in TABLES:
        for row in table.objects.filter(admission__hospital=hospital).order_by("pk").values():
            rows[table][row["admission_id"]].append(row)
    by_patient, echoes = defaultdict(list), defaultdict(list)
    for row in Admission.objects.filter(hospital=hospital).values():
        by_patient[row["patient_id"]].append(row)
        echoes[row["patient_id"]] += rows[Echo][row["id"]]
    for patient, all_of in by_patient.items():
        for row in all_of:
            if row["discharged_at"] is not None:
                yield Stay(row, patients[patient], rows, all_of, echoes[patient], visits.get(row["id"], []))
