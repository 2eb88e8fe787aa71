"""The chest-pain timeline: when what happened from the first pain to the open artery."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Flag, Moment, Note, Quantity, Section
from cardiology.dictionary.fields import Identifier
from cardiology.models.imaging.ecg import EcgPlace
from cardiology.models.meta import once_per_admission
from cardiology.timeline import Situation
from cardiology.timeline.points import is_counted

CLOCK = (-720.0, 720.0)  # minutes; a clock that is further off shows another day


class ContactPlace(models.TextChoices):
    SCENE = "scene", _("At the scene")
    AMBULANCE = "ambulance", _("Ambulance")
    CLINIC = "clinic", _("Clinic")
    EMERGENCY = "emergency", _("This emergency department")
    OTHER_HOSPITAL = "other_hospital", _("Other hospital")
    WARD = "ward", _("Ward")


class Recipient(models.TextChoices):
    CARDIOLOGIST = "cardiologist", _("Cardiologist on call")
    CENTRE = "centre", _("Chest pain centre")
    EMERGENCY = "emergency", _("Emergency department")
    GROUP = "group", _("Message group")
    OTHER = "other", _("Other")


class ShownOn(models.TextChoices):
    FIRST = "first", _("First ECG")
    SUBSEQUENT = "subsequent", _("A later ECG")


class Reperfusion(models.TextChoices):
    PRIMARY_PCI = "primary_pci", _("Primary PCI")
    LYSIS = "lysis", _("Fibrinolysis")
    LYSIS_PCI = "lysis_pci", _("Fibrinolysis, then PCI")
    ANGIOGRAPHY = "angiography", _("Angiography without PCI")
    NONE = "none", _("None")


class Activator(models.TextChoices):
    AMBULANCE = "ambulance", _("Ambulance")
    EMERGENCY = "emergency", _("Emergency department")
    CARDIOLOGIST = "cardiologist", _("Cardiologist")
    OTHER_HOSPITAL = "other_hospital", _("Other hospital")


class Loading(models.TextChoices):
    """Codes of our table of drugs, joined where both were given at once."""

    ASPIRIN_TICAGRELOR = "aspirin+ticagrelor", _("Aspirin and ticagrelor")
    ASPIRIN_CLOPIDOGREL = "aspirin+clopidogrel", _("Aspirin and clopidogrel")
    ASPIRIN = "aspirin", _("Aspirin")
    TICAGRELOR = "ticagrelor", _("Ticagrelor")
    CLOPIDOGREL = "clopidogrel", _("Clopidogrel")
    OTHER = "other", _("Other")


class Anticoagulant(models.TextChoices):
    """Codes of our table of drugs."""

    HEPARIN = "heparin", _("Heparin")
    ENOXAPARIN = "enoxaparin", _("Enoxaparin")
    BIVALIRUDIN = "bivalirudin", _("Bivalirudin")
    FONDAPARINUX = "fondaparinux", _("Fondaparinux")
    OTHER = "other", _("Other")


class DelayReason(models.TextChoices):
    """NCDR 7850 and 7851, and what our hospitals name besides."""

    ACCESS = "access", _("Difficult access")
    CROSSING = "crossing", _("Difficult crossing")
    ARREST = "arrest", _("Arrest or intubation")
    CONSENT = "consent", _("Consent")
    SUPPORT = "support", _("Circulatory support first")
    TRANSPORT = "transport", _("Transport")
    LAB_BUSY = "lab_busy", _("Catheter laboratory busy")
    NO_BED = "no_bed", _("No bed")
    FEES = "fees", _("Fees not settled")
    DIAGNOSIS = "diagnosis", _("Diagnosis unclear")
    OTHER = "other", _("Other")


def _clock(label: Any) -> Any:
    return Quantity(
        label, unit="min", possible=CLOCK, plausible=(-60, 60), source="CPC clocks",
    )  # fmt: skip


class Timeline(Section):
    """The chest-pain timeline: instants in hospital time, in the order in which they should happen.

    Beside an instant `entered` keeps its precision, its source, and what the source's own clock showed.
    """

    title = _("Chest-pain timeline")
    order = 11
    expected = True
    only_for = ("stemi", "nstemi", "ua")

    symptom_onset_at = Moment(_("Onset of constant symptoms"), core=True, source="ACC/AHA 2013")
    help_called_at = Moment(_("Call for help"), source="CPC timeline 2")
    ems_dispatched_at = Moment(_("Ambulance sent out"), source="CPC timeline 3")
    ems_arrived_at = Moment(_("Ambulance at the patient"), source="CPC timeline 3")
    ems_left_at = Moment(_("Ambulance leaves the scene"), source="CPC timeline 3")
    first_contact_at = Moment(_("First medical contact"), core=True, source="CPC timeline 4")
    first_contact_place = Choice(_("Place of first contact"), ContactPlace, source="CPC timeline 4")
    first_ecg_at = Moment(_("First ECG"), core=True, source="CPC timeline 5")
    first_ecg_place = Choice(_("Place of the first ECG"), EcgPlace, source="CPC timeline 5")
    ecg_sent_at = Moment(_("ECG transmitted"), source="CPC timeline 6")
    ecg_sent_to = Choice(_("ECG transmitted to"), Recipient, source="CPC timeline 6")
    diagnosis_at = Moment(_("ECG read, diagnosis made"), core=True, source="CPC timeline 7")
    diagnosis_shown_on = Choice(_("Diagnosis shown on"), ShownOn, source="NCDR 7835")
    later_ecg_at = Moment(_("Later ECG that showed it"), source="NCDR 7836")
    other_hospital_at = Moment(_("Arrival at the other hospital"), core=True, source="NCDR 7842")
    other_hospital_left_at = Moment(
        _("Departure from the other hospital"), core=True, source="CPC timeline 8"
    )
    door_at = Moment(_("Door (arrival here)"), core=True, source="NCDR 3001")
    troponin_drawn_at = Moment(_("Blood drawn for troponin"), source="CPC timeline 10")
    troponin_at_bedside = Flag(_("Troponin measured at the bedside"), source="CPC timeline 10")
    troponin_result_at = Moment(_("Troponin result"), source="CPC timeline 10")
    antiplatelet_at = Moment(_("Antiplatelet loading"), source="CPC timeline 11")
    antiplatelet_drug = Choice(_("Loading drug"), Loading, source="CPC timeline 11")
    antiplatelet_dose = Identifier(_("Loading dose"), source="CPC timeline 11")
    anticoagulant_at = Moment(_("First anticoagulant"), source="CPC timeline 11")
    anticoagulant_drug = Choice(_("Anticoagulant"), Anticoagulant, source="CPC timeline 11")
    anticoagulant_dose = Identifier(_("Dose of the anticoagulant"), source="CPC timeline 11")
    cardiologist_at = Moment(_("Cardiologist at the patient"), source="CPC timeline 12")
    reperfusion = Choice(_("Reperfusion"), Reperfusion, core=True, source="CCC-ACS 4")
    consent_asked_at = Moment(_("Consent talk begins"), source="CPC timeline 13")
    consent_signed_at = Moment(_("Consent signed"), source="CPC timeline 13")
    lab_activated_at = Moment(_("Catheter laboratory activated"), core=True, source="CPC timeline 14")
    lab_activated_by = Choice(_("Laboratory activated by"), Activator, source="CPC timeline 14")
    lab_ready_at = Moment(_("Laboratory ready"), source="CPC timeline 15")
    patient_in_lab_at = Moment(_("Patient in laboratory"), source="CPC timeline 15")
    lysis_consent_at = Moment(_("Consent to fibrinolysis"), source="CPC timeline 16")
    lysis_started_at = Moment(_("Fibrinolysis started"), core=True, source="NCDR 7830")
    lysis_ended_at = Moment(_("Fibrinolysis ended"), source="CPC timeline 16")
    lysis_reopened_at = Moment(_("Vessel reopened by fibrinolysis"), source="CPC timeline 16")
    puncture_at = Moment(_("Puncture"), core=True, source="NCDR 7000")
    angiography_at = Moment(_("Angiography begins"), source="CPC timeline 18")
    wire_crossed_at = Moment(_("Wire crossed the lesion"), core=True, source="NCDR 7845")
    procedure_ended_at = Moment(_("End of the procedure"), source="NCDR 7005")
    ccu_at = Moment(_("Arrival in the coronary care unit"), source="CPC timeline 21")
    remote_ecg = Flag(_("ECG seen here before arrival"), source="CPC timeline 22")
    bypassed_emergency = Flag(_("Passed by the emergency department"), source="CPC timeline 22")
    bypassed_ccu = Flag(_("Passed by the coronary care unit"), source="CPC timeline 22")
    delay_reason = Choice(_("Reason for delay"), DelayReason, source="NCDR 7850")
    delay_note = Note(_("About the delay"), source="NCDR 7851")
    monitor_clock = _clock(_("Monitor's clock ahead by"))
    ecg_clock = _clock(_("ECG machine's clock ahead by"))
    angiography_clock = _clock(_("Angiography system's clock ahead by"))
    ems_clock = _clock(_("Ambulance's clock ahead by"))

    class Meta:
        verbose_name = _("chest-pain timeline")
        verbose_name_plural = _("chest-pain timelines")
        constraints = once_per_admission("timeline")

    @classmethod
    def counts(cls, name: str, row: Any, stay: Any) -> bool:
        return is_counted(name, situation(stay, row))


def situation(stay: Any, row: Any) -> Situation:
    """What decides which points concern a stay. A lysis or a wire that is recorded speaks for itself."""
    return Situation(
        getattr(stay, "arrival_mode", None),
        getattr(stay, "category", None),
        getattr(row, "reperfusion", None) or _done(row),
    )


def _done(row: Any) -> str | None:
    """The reperfusion that the points show where none was chosen."""
    lysed, wired = (getattr(row, n, None) is not None for n in ("lysis_started_at", "wire_crossed_at"))
    return "lysis_pci" if lysed and wired else "lysis" if lysed else "primary_pci" if wired else None
