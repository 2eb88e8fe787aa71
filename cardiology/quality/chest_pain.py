"""What chest-pain centres are accredited by: the time points of the first hours, and the ways around.

Criteria for the re-certification of chest-pain centres, China. Means and monthly courses of the same
intervals stand on the quality board beside these shares.
"""

from django.utils.translation import gettext_lazy as _

from cardiology.quality.common import every, in_time, is_category, is_stemi, unless_reversed
from cardiology.quality.measure import Measure, declare
from cardiology.snapshot import Answer, Snapshot

has_acs = is_category("stemi", "nstemi", "ua")


def _came(patient: Snapshot, *modes: str) -> Answer:
    return None if patient.arrival_mode is None else patient.arrival_mode in modes


def _activated(patient: Snapshot) -> Answer:
    return every(is_stemi(patient), patient.primary_pci)


def _brought_or_sent(patient: Snapshot) -> Answer:
    return every(is_stemi(patient), _came(patient, "ambulance", "transfer_non_pci", "transfer_pci"))


def _brought_for_pci(patient: Snapshot) -> Answer:
    return every(_activated(patient), _came(patient, "ambulance"))


def _walked_in_for_pci(patient: Snapshot) -> Answer:
    return every(_activated(patient), _came(patient, "own"))


declare(Measure(
    "C01", _("First contact to ECG within 10 minutes"),
    _("Adults with an acute coronary syndrome; met where the first ECG was recorded within 10 minutes of "
      "the first medical contact. Left out: times out of order."),
    "CPC", has_acs, in_time("contact_to_ecg"), unless_reversed("contact_to_ecg"), target=0.75,
))  # fmt: skip
declare(Measure(
    "C02", _("First ECG to diagnosis within 10 minutes"),
    _("Adults with STEMI; met where the diagnosis was made within 10 minutes of the first ECG. Left out: "
      "times out of order."),
    "CPC", is_stemi, in_time("ecg_to_diagnosis"), unless_reversed("ecg_to_diagnosis"), target=0.75,
))  # fmt: skip
declare(Measure(
    "C03", _("Troponin result within 20 minutes of the draw"),
    _("Adults with an acute coronary syndrome; met where the troponin result came within 20 minutes of "
      "the draw. Left out: times out of order."),
    "CPC", has_acs, in_time("draw_to_result"), unless_reversed("draw_to_result"), target=0.75,
))  # fmt: skip
declare(Measure(
    "C04", _("Catheter laboratory ready within 30 minutes of activation"),
    _("Adults with STEMI and primary PCI; met where the catheter laboratory was ready within 30 minutes "
      "of its activation. Left out: times out of order."),
    "CPC", _activated, in_time("activation_to_ready"), unless_reversed("activation_to_ready"), target=0.75,
))  # fmt: skip
declare(Measure(
    "C05", _("ECG seen here before the arrival"),
    _("Adults with STEMI brought by ambulance or transferred in; met where their ECG was seen here before "
      "the arrival."),
    "CPC", _brought_or_sent, lambda p: p.ecg_sent, target=0.3,
))  # fmt: skip
declare(Measure(
    "C06", _("Brought by ambulance for primary PCI past emergency and coronary care"),
    _("Adults with STEMI brought by ambulance for primary PCI; met where they went past both emergency "
      "department and coronary care unit."),
    "CPC", _brought_for_pci, lambda p: every(p.bypassed_emergency, p.bypassed_ccu), target=0.3,
))  # fmt: skip
declare(Measure(
    "C07", _("Walked in for primary PCI past coronary care"),
    _("Adults with STEMI who walked in and had primary PCI; met where they went past the coronary care "
      "unit."),
    "CPC", _walked_in_for_pci, lambda p: p.bypassed_ccu, target=0.5,
))  # fmt: skip
