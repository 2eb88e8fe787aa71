"""The points of the chest-pain timeline in clinical order, their short words, and whom they concern."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

Times = Mapping[str, datetime | None]
TRANSFERS = ("transfer_non_pci", "transfer_pci")


@dataclass(frozen=True)
class Situation:
    """What decides which points concern a stay. None is unknown, and an unknown excludes nothing."""

    arrival: str | None = None
    category: str | None = None
    reperfusion: str | None = None

    @property
    def by_ambulance(self) -> bool:
        return self.arrival in (None, "ambulance")

    @property
    def by_transfer(self) -> bool:
        return self.arrival is None or self.is_transfer

    @property
    def is_transfer(self) -> bool:
        return self.arrival in TRANSFERS

    @property
    def with_lysis(self) -> bool:
        """Fibrinolysis is asked of infarctions with ST elevation until another way is chosen."""
        if self.reperfusion is None:
            return self.category in (None, "stemi")
        return self.reperfusion in ("lysis", "lysis_pci")

    @property
    def with_lab(self) -> bool:
        return self.reperfusion in (None, "primary_pci", "lysis_pci", "angiography")

    @property
    def with_wire(self) -> bool:
        return self.reperfusion in (None, "primary_pci", "lysis_pci")


def everybody(_stay: Situation) -> bool:
    """Of points that are asked of every stay."""
    return True


@dataclass(frozen=True)
class Group:
    """Points that stand together, and whom they concern."""

    name: str
    title: Any
    points: tuple[str, ...]
    concerns: Callable[[Situation], bool] = everybody

    @property
    def is_optional(self) -> bool:
        return self.concerns is not everybody


@dataclass(frozen=True)
class Point:
    """A point of the timeline: its name in the record, its short label, the words that refer to it in
    entry such as `door +7`, and the answers that stand beside it."""

    name: str
    short: Any
    words: tuple[str, ...]
    beside: tuple[str, ...] = ()


POINTS = (
    Point("symptom_onset_at", _("Onset"), ("onset", "pain", "发病")),
    Point("help_called_at", _("Call for help"), ("call", "呼救")),
    Point("ems_dispatched_at", _("Ambulance sent"), ("sent", "dispatch", "派车")),
    Point("ems_arrived_at", _("Ambulance at patient"), ("ems", "救护车到")),
    Point("ems_left_at", _("Ambulance leaves"), ("emsleft", "离开现场")),
    Point("first_contact_at", _("First contact"), ("fmc", "contact", "首次接触"), ("first_contact_place",)),
    Point("first_ecg_at", _("First ECG"), ("ecg", "心电图"), ("first_ecg_place",)),
    Point("ecg_sent_at", _("ECG transmitted"), ("ecgsent", "传输"), ("ecg_sent_to",)),
    Point("diagnosis_at", _("Diagnosis"), ("dx", "diagnosis", "诊断"), ("diagnosis_shown_on",)),
    Point("later_ecg_at", _("Later ECG"), ("ecg2", "复查")),
    Point("other_hospital_at", _("Arrival at other hospital"), ("ref", "外院到")),
    Point("other_hospital_left_at", _("Departure from other hospital"), ("refleft", "外院离")),
    Point("door_at", _("Door"), ("door", "到院", "大门")),
    Point("troponin_drawn_at", _("Blood drawn"), ("blood", "抽血"), ("troponin_at_bedside",)),
    Point("troponin_result_at", _("Troponin result"), ("trop", "肌钙蛋白")),
    Point("antiplatelet_at", _("Antiplatelet loading"), ("load", "抗血小板"),
          ("antiplatelet_drug", "antiplatelet_dose")),
    Point("anticoagulant_at", _("Anticoagulant"), ("ac", "抗凝"),
          ("anticoagulant_drug", "anticoagulant_dose")),
    Point("cardiologist_at", _("Cardiologist"), ("cardio", "会诊")),
    Point("consent_asked_at", _("Consent talk"), ("consent", "谈话")),
    Point("consent_signed_at", _("Consent signed"), ("signed", "签字")),
    Point("lab_activated_at", _("Activation"), ("act", "activation", "启动"), ("lab_activated_by",)),
    Point("lab_ready_at", _("Laboratory ready"), ("ready", "导管室就绪")),
    Point("patient_in_lab_at", _("In laboratory"), ("lab", "入导管室")),
    Point("lysis_consent_at", _("Consent to lysis"), ("lysisconsent", "溶栓签字")),
    Point("lysis_started_at", _("Lysis started"), ("lysis", "needle", "溶栓")),
    Point("lysis_ended_at", _("Lysis ended"), ("lysisend", "溶栓结束")),
    Point("lysis_reopened_at", _("Reopened"), ("reopened", "再通")),
    Point("puncture_at", _("Puncture"), ("puncture", "穿刺")),
    Point("angiography_at", _("Angiography"), ("angio", "造影")),
    Point("wire_crossed_at", _("Wire"), ("wire", "导丝")),
    Point("procedure_ended_at", _("End of procedure"), ("end", "结束")),
    Point("ccu_at", _("CCU"), ("ccu", "监护室")),
)  # fmt: skip
BY_NAME = {p.name: p for p in POINTS}
BY_WORD = {word: p.name for p in POINTS for word in p.words}

GROUPS = (
    Group("onset", _("Onset and call for help"), ("symptom_onset_at", "help_called_at")),
    Group("ambulance", _("Ambulance"), ("ems_dispatched_at", "ems_arrived_at", "ems_left_at"),
          lambda stay: stay.by_ambulance),
    Group("contact", _("First contact and diagnosis"),
          ("first_contact_at", "first_ecg_at", "ecg_sent_at", "diagnosis_at", "later_ecg_at")),
    Group("other_hospital", _("Other hospital"), ("other_hospital_at", "other_hospital_left_at"),
          lambda stay: stay.by_transfer),
    Group("arrival", _("Arrival here"),
          ("door_at", "troponin_drawn_at", "troponin_result_at", "antiplatelet_at", "anticoagulant_at",
           "cardiologist_at")),
    Group("decision", _("Consent and catheter laboratory"),
          ("consent_asked_at", "consent_signed_at", "lab_activated_at", "lab_ready_at", "patient_in_lab_at"),
          lambda stay: stay.with_lab),
    Group("lysis", _("Fibrinolysis"),
          ("lysis_consent_at", "lysis_started_at", "lysis_ended_at", "lysis_reopened_at"),
          lambda stay: stay.with_lysis),
    Group("procedure", _("Procedure"),
          ("puncture_at", "angiography_at", "wire_crossed_at", "procedure_ended_at"),
          lambda stay: stay.with_lab),
    Group("after", _("Afterwards"), ("ccu_at",)),
)  # fmt: skip
_OPTIONAL = {name: group.concerns for group in GROUPS for name in group.points}


def concerns(name: str, stay: Situation) -> bool:
    """Whether a variable of the timeline is asked of this stay."""
    if name == "reperfusion":
        return stay.category in (None, "stemi")
    if name == "wire_crossed_at":
        return stay.with_wire
    return _OPTIONAL.get(name, everybody)(stay)


def is_counted(name: str, stay: Situation) -> bool:
    """Whether a core variable counts as open when it is empty: only where it is known to concern the stay."""
    known = {
        "other_hospital_at": stay.is_transfer,
        "other_hospital_left_at": stay.is_transfer,
        "lysis_started_at": stay.reperfusion is not None and stay.with_lysis,
        "lab_activated_at": stay.reperfusion is not None and stay.with_lab,
        "puncture_at": stay.reperfusion is not None and stay.with_lab,
        "wire_crossed_at": stay.reperfusion is not None and stay.with_wire,
    }
    return known.get(name, concerns(name, stay))
