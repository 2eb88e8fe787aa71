"""Short stories told through actions: impossible states cannot be told."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from cardiology.actions import admissions, discharges, patients, sections
from cardiology.models import (
    Admission,
    Device,
    Discharge,
    Echo,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Procedure,
    Timeline,
)

ARRIVAL = timezone.make_aware(datetime(2026, 3, 2, 8, 0))  # noqa: DTZ001
DRUGS = (("aspirin", "aspirin"), ("ticagrelor", "p2y12"), ("atorvastatin", "statin"))


def admitted(by, number="0001", name="张三", arrival=ARRIVAL, category="stemi", born="1960-05-01"):
    """A patient who has been admitted."""
    patient = patients.register(Patient(number=number, name=name, sex="male", birth_on=born), by=by)
    stay = Admission(
        patient=patient, number=f"A{number}", admitted_at=arrival, category=category, arrival_mode="ambulance"
    )
    return admissions.admit(stay, by=by)


def treated_stemi(by, number="0001", wire=70, **told):
    """A STEMI with timeline, primary PCI of the LAD, echo and laboratory results."""
    stay = admitted(by, number, **told)
    start, patient = stay.admitted_at, stay.patient

    def add(row):
        row.patient, row.admission = patient, stay
        return sections.save(row, by=by)

    add(Timeline(door_at=start, first_ecg_at=start + timedelta(minutes=6),
                 wire_crossed_at=start + timedelta(minutes=wire)))  # fmt: skip
    pci = add(Procedure(kind="pci", indication="primary", access="radial_r", contrast=150,
                        started_at=start + timedelta(minutes=50)))  # fmt: skip
    lesion = add(Lesion(procedure=pci, segment="12", stenosis_before=99, stenosis_after=0, timi_before="0",
                        timi_after="3", is_culprit="yes"))  # fmt: skip
    add(Device(lesion=lesion, kind="des", diameter=Decimal("3.0"), length=24, model="Stent"))
    add(Echo(performed_at=start + timedelta(days=1), lvef=38))
    for hours, value in ((0, "40"), (6, "2300"), (24, "900")):
        add(
            LabResult(
                test="hstni", value=Decimal(value), unit="ng/L", collected_at=start + timedelta(hours=hours)
            )
        )
    for drug, drug_class in DRUGS:
        add(Medication(phase="discharge", drug=drug, drug_class=drug_class, dose_text="1 tablet",
                       started_on=start.date() + timedelta(days=5)))  # fmt: skip
    return stay


def discharged(stay, by, days=6, disposition="home"):
    """The end of a stay."""
    form = Discharge(disposition=disposition, phone_checked="yes")
    return discharges.discharge(stay, on=stay.admitted_at + timedelta(days=days), form=form, by=by)
