"""The chest-pain timeline against the rest of the record; its own order is in `timeline/order.py`."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import hours

ERROR, WARNING = Severity.ERROR, Severity.WARNING

CHECKS = (
    Check("CON-120", "timeline.reperfusion timeline.wire_crossed_at", ERROR,
          lambda row, _stay: row.reperfusion in ("none", "lysis", "angiography"),
          _("A wire crossed the lesion, and the reperfusion chosen is one without PCI."), "NCDR 7845"),
    Check("CON-121", "timeline.reperfusion timeline.lysis_started_at", ERROR,
          lambda row, _stay: row.reperfusion in ("primary_pci", "none", "angiography"),
          _("Fibrinolysis was started, and the reperfusion chosen is one without."), "NCDR 7830"),
    Check("REQ-122", "timeline.reperfusion", WARNING,
          lambda row, _stay: row.reperfusion in ("lysis", "lysis_pci"),
          _("Fibrinolysis was chosen and its start is missing."), "NCDR 7830",
          lacks="timeline.lysis_started_at"),
    Check("CON-123", "timeline.reperfusion admission.discharged_at procedure.kind", WARNING,
          lambda row, stay: row.reperfusion in ("primary_pci", "lysis_pci") and not stay.did("pci"),
          _("Reperfusion by PCI, and no PCI is recorded in the stay."), "CCC-ACS 4"),
    Check("DIF-124", "timeline.door_at admission.admitted_at", WARNING,
          lambda row, stay: (
              abs(hours(row.door_at, stay.admission.admitted_at)) > 24
              and stay.admission.arrival_mode != "in_hospital"
          ),
          _("Door and admission are more than a day apart."), "NCDR 3001", about="admission.arrival_mode"),
    Check("DIF-125", "procedure.started_at procedure.indication timeline.puncture_at", WARNING,
          lambda row, stay: (
              row.indication == "primary" and abs(hours(row.started_at, stay.timeline.puncture_at)) > 1
          ),
          _("Puncture on the timeline and start of the primary PCI are more than an hour apart."),
          "NCDR 7000"),
    Check("DAT-126", "timeline.procedure_ended_at admission.discharged_at", ERROR,
          lambda row, stay: row.procedure_ended_at > stay.admission.discharged_at,
          _("The procedure on the timeline ends after the discharge."), "NCDR 7005"),
    Check("CON-127", "timeline.first_contact_place admission.arrival_mode", WARNING,
          lambda row, stay: (
              row.first_contact_place in ("scene", "ambulance") and stay.admission.arrival_mode == "own"
          ),
          _("First contact with an ambulance, and the patient came by own transport."), "CPC timeline 4"),
    Check("CON-128", "timeline.first_ecg_place timeline.first_ecg_at timeline.door_at", ERROR,
          lambda row, _stay: (
              row.first_ecg_place in ("pre_hospital", "other_hospital") and row.first_ecg_at > row.door_at
          ),
          _("The first ECG is from before this hospital, and its time is after the door."),
          "CPC timeline 5"),
    Check("REQ-129", "timeline.diagnosis_shown_on", WARNING,
          lambda row, _stay: row.diagnosis_shown_on == "subsequent",
          _("The diagnosis was made on a later ECG, whose time is missing."), "NCDR 7836",
          lacks="timeline.later_ecg_at"),
    Check("CON-130", "timeline.other_hospital_at admission.arrival_mode", WARNING,
          lambda _row, stay: stay.admission.arrival_mode in ("own", "in_hospital"),
          _("A time at another hospital, and the patient was not transferred."), "NCDR 7842"),
    Check("CON-131", "timeline.bypassed_emergency timeline.first_contact_place", WARNING,
          lambda row, _stay: row.bypassed_emergency == "yes" and row.first_contact_place == "emergency",
          _("The emergency department was bypassed, and first contact was there."), "CPC timeline 22"),
)  # fmt: skip
