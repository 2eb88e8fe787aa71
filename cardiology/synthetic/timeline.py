"""The rest of a chest-pain timeline around its main points: ambulance, transfer, lysis, laboratory."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.synthetic.chance import Chance
from cardiology.synthetic.courses import Stay

# Minutes (median, spread), after the shares that a centre in Xinjiang measured (464 primary PCI): of
# 111 minutes consent took 73, the laboratory 8, the cardiologist's look 11, transport 6.
DISPATCH, DRIVE, SCENE = (3, 0.4), (11, 0.4), (12, 0.3)
DOOR_IN_DOOR_OUT = (55, 0.45)
DOOR_TO_NEEDLE, LYSIS = (28, 0.4), (32, 0.15)
LATEST = 12  # hours from onset to reperfusion


def complete(stay: Stay, way: str, values: dict[str, Any]) -> None:
    """Fill in what lies between the points that are known; those that never were stay away."""
    chance = Chance(f"timeline {stay.admitted_at.isoformat()} {stay.onset_hours}")
    course = _Course(chance, values)
    if way == "ambulance":
        course.ambulance()
    if way == "transfer_non_pci":
        course.transfer()
    course.place_of_the_ecg(way)
    if stay.reason == "stemi":
        _reperfused(stay, course)
    values["antiplatelet_drug"] = chance.pick({"aspirin+ticagrelor": 0.55, "aspirin+clopidogrel": 0.45})
    values["troponin_at_bedside"] = chance.answer(chance.yes(0.6), 0)
    course.readings()


def _reperfused(stay: Stay, course: "_Course") -> None:
    values = course.values
    if values.get("wire_crossed_at"):
        values["reperfusion"] = "primary_pci"
        course.laboratory()
    elif stay.onset_hours <= LATEST and stay.invasive != "pci" and course.chance.yes(0.6):
        values["reperfusion"] = "lysis"
        course.lysis()
    else:
        values["reperfusion"] = "none"


class _Course:
    """One timeline in the making."""

    def __init__(self, chance: Chance, values: dict[str, Any]) -> None:
        self.chance, self.values = chance, values

    def _minutes(self, usual: tuple[float, float], low: int = 1, high: int = 240) -> timedelta:
        return timedelta(minutes=self.chance.skewed(*usual, low, high))

    def _between(self, first: str, then: str, share: float) -> datetime:
        start, end = self.values[first], self.values[then]
        return (start + (end - start) * share).replace(second=0, microsecond=0)

    def ambulance(self) -> None:
        """The call comes first; who arrives with the ambulance is the first contact."""
        contact, called = self.values["first_contact_at"], self.values["help_called_at"]
        self.values["ems_dispatched_at"] = min(called + self._minutes(DISPATCH, 1, 15), contact)
        self.values["ems_arrived_at"] = contact
        self.values["ems_left_at"] = min(contact + self._minutes(SCENE, 4, 40), self.values["door_at"])

    def transfer(self) -> None:
        """The other hospital is the first contact; it lets the patient go on the way to the door here."""
        arrived, door = self.values["first_contact_at"], self.values["door_at"]
        self.values["other_hospital_at"] = arrived
        stayed = min(self._minutes(DOOR_IN_DOOR_OUT, 15, 300), (door - arrived) * 0.7)
        self.values["other_hospital_left_at"] = (arrived + stayed).replace(second=0, microsecond=0)

    def place_of_the_ecg(self, way: str) -> None:
        """An ECG from before the door was sent ahead more often than not."""
        early = self.values["first_ecg_at"] < self.values["door_at"]
        elsewhere = "other_hospital" if way == "transfer_non_pci" else "before_hospital"
        here = "ward" if way == "in_hospital" else "emergency"
        self.values["first_ecg_place"] = elsewhere if early else here
        sent = early and self.chance.yes(0.7)
        self.values["remote_ecg"] = "yes" if sent else "no"
        if sent:
            self.values["ecg_sent_at"] = self.values["first_ecg_at"] + self._minutes((2, 0.4), 1, 9)
            self.values["ecg_sent_to"] = self.chance.pick({"centre": 0.5, "group": 0.4, "cardiologist": 0.1})
        self.values["diagnosis_shown_on"] = "first" if self.chance.yes(0.93) else "subsequent"

    def laboratory(self) -> None:
        """Consent, laboratory and procedure between the activation and the wire."""
        values, direct = self.values, self.chance.yes(0.35)
        ready = max(values["diagnosis_at"], values["door_at"])
        values["cardiologist_at"] = min(ready + self._minutes((8, 0.4)), values["consent_signed_at"])
        values["consent_asked_at"] = min(
            self._between("lab_activated_at", "consent_signed_at", 0.4), values["consent_signed_at"]
        )
        values["lab_ready_at"] = self._between("consent_signed_at", "patient_in_lab_at", 0.5)
        values["angiography_at"] = self._between("puncture_at", "wire_crossed_at", 0.3)
        values["procedure_ended_at"] = values["wire_crossed_at"] + self._minutes((35, 0.35), 12, 120)
        values["ccu_at"] = values["procedure_ended_at"] + self._minutes((15, 0.4), 5, 60)
        values["anticoagulant_at"], values["anticoagulant_drug"] = values["puncture_at"], "heparin"
        values["lab_activated_by"] = self.chance.pick({"cardiologist": 0.6, "emergency": 0.4})
        values["bypassed_emergency"] = "yes" if direct else "no"
        values["bypassed_ccu"] = "yes" if self.chance.yes(0.8) else "no"

    def lysis(self) -> None:
        """Fibrinolysis in this hospital, and whether the vessel reopened."""
        values = self.values
        asked = max(values["diagnosis_at"], values["door_at"])
        started = asked + self._minutes(DOOR_TO_NEEDLE, 8, 150)
        values["lysis_consent_at"] = asked + (started - asked) * 0.6
        values["lysis_consent_at"] = values["lysis_consent_at"].replace(second=0, microsecond=0)
        values["lysis_started_at"] = started
        values["lysis_ended_at"] = started + self._minutes(LYSIS, 10, 90)
        if self.chance.yes(0.65):
            values["lysis_reopened_at"] = started + self._minutes((70, 0.3), 20, 120)
        values["anticoagulant_at"], values["anticoagulant_drug"] = started, "enoxaparin"
        if (started - values["door_at"]) > timedelta(minutes=30):
            values["delay_reason"] = self.chance.pick({"consent": 0.6, "diagnosis": 0.4})

    def readings(self) -> None:
        """The onset is what the patient says; now and then the ECG machine's clock is ahead."""
        entered: dict[str, Any] = {"symptom_onset_at": {"source": "patient"}}
        if self.chance.yes(0.6):
            entered["symptom_onset_at"]["precision"] = "estimated"
        if self.chance.yes(0.15):
            ahead = int(self.chance.about(4, 2, 1, 12))
            shown = self.values["first_ecg_at"] + timedelta(minutes=ahead)
            self.values["ecg_clock"] = ahead
            entered["first_ecg_at"] = {
                "source": "ecg", "ahead": ahead, "shown": f"{shown:%Y-%m-%d %H:%M}",
            }  # fmt: skip
        self.values["entered"] = entered
