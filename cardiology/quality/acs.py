"""Measures for acute myocardial infarction: the way to the open artery and the first day.

NHC indicators 2021 (STEMI), CCC-ACS (trial register NCT02306616), ACC/AHA 2017: Jneid H et al. J Am Coll
Cardiol 2017;70:2048-90. The wire across the lesion stands for the first device.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cardiology.quality.common import (
    arrival_elsewhere,
    at_most,
    every,
    in_time,
    is_ami,
    is_stemi,
    left_alive,
    some,
    stated_reason,
    unless_reversed,
    within,
)
from cardiology.quality.measure import Measure, Tag, Why, declare
from cardiology.snapshot import Answer, Snapshot
from cardiology.timeline.points import TRANSFERS

NOT_OUR_DELAY = ("access", "arrest", "consent")
DAY = 24 * 60


def _primary_pci(patient: Snapshot) -> Answer:
    return every(is_stemi(patient), patient.primary_pci)


def _primary_pci_direct(patient: Snapshot) -> Answer:
    came = patient.arrival_mode
    known = None if came is None else came not in (*TRANSFERS, "in_hospital")
    return every(_primary_pci(patient), known)


def _primary_pci_by_transfer(patient: Snapshot) -> Answer:
    came = patient.arrival_mode
    return every(_primary_pci(patient), None if came is None else came in TRANSFERS)


def _lysed(patient: Snapshot) -> Answer:
    return every(is_stemi(patient), patient.lysis)


def _sent_here(patient: Snapshot) -> Answer:
    known = None if patient.arrival_mode is None else patient.arrival_mode == "transfer_non_pci"
    return every(is_stemi(patient), known)


def _early(hours: int, patient: Snapshot) -> Answer:
    return every(is_stemi(patient), at_most(patient.span("onset_to_door"), hours * 60))


def _within_24_h(patient: Snapshot) -> Answer:
    return _early(24, patient)


def _within_12_h(patient: Snapshot) -> Answer:
    return _early(12, patient)


def _given_on_first_day(patient: Snapshot) -> Answer:
    """By the time of a dose, or by the days of the list of drugs."""
    return some(within("door_to_aspirin", DAY, -DAY)(patient), patient.on_first_day("aspirin"))


def _beta_blocker_on_first_day(patient: Snapshot) -> Answer:
    return patient.on_first_day("beta_blocker")


def _why_not_in_time(*reasons: str):  # type: ignore[no-untyped-def]
    return lambda patient: patient.delay_reason if patient.delay_reason in reasons else None


def _why_no_reperfusion(patient: Snapshot) -> str | None:
    return gettext_noop("artery open by itself") if patient.reopened_by_itself else None


def _aspirin_at_arrival_exception(patient: Snapshot) -> str | None:
    return gettext_noop("oral anticoagulant") if patient.given("oac") else stated_reason("aspirin")(patient)


def _beta_blocker_exception(patient: Snapshot) -> str | None:
    """What forbids it on the first day: of pulse and pressure the first counts."""
    if patient.first_heart_rate is not None and patient.first_heart_rate < 60:
        return gettext_noop("heart rate below 60")
    if patient.first_sbp is not None and patient.first_sbp < 100:
        return gettext_noop("systolic pressure below 100")
    if (patient.killip or 0) >= 3:
        return gettext_noop("Killip III or IV")
    if patient.slow_conduction:
        return gettext_noop("AV block or long PR interval")
    return gettext_noop("asthma") if patient.asthma else stated_reason("beta_blocker")(patient)


def _died_on_day_one(patient: Snapshot):  # type: ignore[no-untyped-def]
    if patient.disposition == "died":
        early = at_most(patient.stay_days, 1)
        return None if early is None else "died" if early else False
    return left_alive(patient)


def _ill_after_arrival(patient: Snapshot) -> Why:
    """As `arrival_elsewhere`; and who walked in before the pain began is not counted from the door. Of who
    walked in without a time of onset it cannot be told."""
    elsewhere = arrival_elsewhere(patient)
    if elsewhere or patient.arrival_mode != "own":
        return elsewhere
    onset = patient.span("onset_to_door")
    return None if onset is None else gettext_noop("onset after arrival") if onset < 0 else False


declare(Measure(
    "M01", _("ECG within 10 minutes of arrival"),
    _("Adults with STEMI; met where the first ECG was recorded before the arrival or within 10 minutes "
      "after it. Left out: transferred in, ill in hospital, onset after a walk-in arrival."),
    "NHC STEMI-1; CPC", is_stemi, in_time("door_to_ecg"), _ill_after_arrival, target=0.75, version="2",
))  # fmt: skip
declare(Measure(
    "M02", _("Aspirin within 1 hour of arrival"),
    _("Adults with STEMI; met where aspirin was given from 24 hours before to 1 hour after the arrival. "
      "Left out: transferred in, ill in hospital. Exception: a stated reason."),
    "NHC STEMI-2", is_stemi,
    within("door_to_aspirin", 60, -DAY), arrival_elsewhere, stated_reason("aspirin"), target=0.95,
))  # fmt: skip
declare(Measure(
    "M02b", _("Aspirin within 24 hours of arrival"),
    _("Adults with infarction; met where aspirin was given from 24 hours before to 24 hours after the "
      "arrival, or stands on the list of the first day. Left out: transferred in, ill in hospital. "
      "Exceptions: an oral anticoagulant, a stated reason."),
    "CCC-ACS 1; ACC/AHA PM-1", is_ami, _given_on_first_day,
    arrival_elsewhere, _aspirin_at_arrival_exception, target=0.95,
))  # fmt: skip
declare(Measure(
    "M03", _("P2Y12 inhibitor within 1 hour of arrival"),
    _("Adults with STEMI; met where a P2Y12 inhibitor was given from 24 hours before to 1 hour after the "
      "arrival. Left out: transferred in, ill in hospital. Exception: a stated reason."),
    "NHC STEMI-3", is_stemi,
    within("door_to_p2y12", 60, -DAY), arrival_elsewhere, stated_reason("p2y12"), target=0.9,
))  # fmt: skip
declare(Measure(
    "M04", _("Reperfusion when onset was within 24 hours"),
    _("Adults with STEMI who arrived within 24 hours of onset; met where they had fibrinolysis or primary "
      "PCI, here or where they came from. Exception: the artery opened by itself."),
    "NHC STEMI-4", _within_24_h, lambda p: p.reperfused, exception=_why_no_reperfusion, target=0.85,
))  # fmt: skip
declare(Measure(
    "M04b", _("Reperfusion when onset was within 12 hours"),
    _("Adults with STEMI who arrived within 12 hours of onset; met where they had fibrinolysis or primary "
      "PCI, here or where they came from. Exception: the artery opened by itself."),
    "ACC/AHA PM-9; CCC-ACS 4", _within_12_h,
    lambda p: p.reperfused, exception=_why_no_reperfusion, target=0.85,
))  # fmt: skip
declare(Measure(
    "M05", _("Door to wire within 90 minutes"),
    _("Adults with STEMI and primary PCI; met where the wire crossed within 90 minutes of the arrival. "
      "Left out: transferred in, ill in hospital, times out of order. Exceptions: delay by access, arrest "
      "or consent."),
    "NHC STEMI-5; CCC-ACS 3; CPC", _primary_pci,
    in_time("door_to_wire"), unless_reversed("door_to_wire", arrival_elsewhere),
    _why_not_in_time(*NOT_OUR_DELAY), target=0.75,
))  # fmt: skip
declare(Measure(
    "M06", _("Door to needle within 30 minutes"),
    _("Adults with STEMI and fibrinolysis; met where it began within 30 minutes of the arrival. Left out: "
      "transferred in, ill in hospital, times out of order. Exception: delay by consent."),
    "NHC STEMI-6; CCC-ACS 2; ACC/AHA PM-7", _lysed,
    in_time("door_to_needle"), unless_reversed("door_to_needle", arrival_elsewhere),
    _why_not_in_time("consent"), target=0.75,
))  # fmt: skip
declare(Measure(
    "M07", _("First contact to wire within 90 minutes"),
    _("Adults with STEMI and primary PCI who came directly; met where the wire crossed within 90 minutes "
      "of the first medical contact. Left out: times out of order. Exceptions: delay by access, arrest or "
      "consent."),
    "ACC/AHA PM-8", _primary_pci_direct,
    in_time("contact_to_wire"), unless_reversed("contact_to_wire"), _why_not_in_time(*NOT_OUR_DELAY),
    target=0.75,
))  # fmt: skip
declare(Measure(
    "M08", _("First contact to wire within 120 minutes after a transfer"),
    _("Adults with STEMI and primary PCI who were transferred in; met where the wire crossed within 120 "
      "minutes of the first medical contact. Left out: times out of order. Exceptions: delay by access, "
      "arrest or consent."),
    "ACC/AHA PM-11", _primary_pci_by_transfer, in_time("contact_to_wire", by_transfer=True),
    unless_reversed("contact_to_wire"), _why_not_in_time(*NOT_OUR_DELAY), target=0.75,
))  # fmt: skip
declare(Measure(
    "M09", _("Door in, door out within 30 minutes at the hospital without PCI"),
    _("Adults with STEMI sent from a hospital without PCI; met where they left it within 30 minutes of "
      "their arrival there. Left out: times out of order. Exception: fibrinolysis first."),
    "ACC/AHA PM-10", _sent_here, in_time("door_in_door_out"), unless_reversed("door_in_door_out"),
    lambda p: gettext_noop("fibrinolysis first") if p.lysis else None, target=0.5,
))  # fmt: skip
declare(Measure(
    "M10", _("Beta-blocker within 24 hours of arrival"),
    _("Adults with STEMI; met where a beta-blocker was given on the first day. Left out: transferred in, "
      "ill in hospital. Exceptions: heart rate below 60, systolic pressure below 100, Killip III or IV, "
      "AV block or long PR interval, asthma, a stated reason."),
    "NHC STEMI-7", is_stemi, _beta_blocker_on_first_day,
    arrival_elsewhere, _beta_blocker_exception, target=0.8, tag=Tag.FROM_MEMORY,
))  # fmt: skip
declare(Measure(
    "M11", _("Ejection fraction measured after infarction"),
    _("Adults with infarction; met where the ejection fraction was measured in the stay. Left out: died "
      "on the first day, transferred, left against advice, hospice."),
    "CCC-ACS 9; ACC/AHA PM-5", is_ami, lambda p: p.lvef_measured_in_stay, _died_on_day_one, target=0.9,
))  # fmt: skip
