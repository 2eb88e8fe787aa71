"""One procedure with its lesions and devices, and what was there before it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from cardiology.access import visible_to
from cardiology.dictionary import YesNo
from cardiology.models import Device, Graft, Lesion, Patient, Procedure, User
from cardiology.narrative.facts import STENTS, CathFacts, DeviceFacts, LesionFacts

CORONARY = ("angiography", "pci", "cabg")


def procedures_of(user: User, patient: Patient, *, before: datetime | None = None) -> list[Procedure]:
    """The coronary procedures of a patient with their lesions and devices, oldest first."""
    lesions = Lesion.objects.select_related("prior_device__lesion__procedure").order_by("pk")
    found = visible_to(user, Procedure).filter(patient=patient, kind__in=CORONARY)
    if before is not None:
        found = found.filter(started_at__lt=before)
    devices = Prefetch("devices", Device.objects.order_by("pk"))
    return list(
        found.order_by("started_at", "pk").prefetch_related(
            Prefetch("lesions", lesions.prefetch_related(devices))
        )
    )


@dataclass
class Sheet:
    """What the report on one procedure is written from."""

    user: User
    procedure: Procedure

    @cached_property
    def lesions(self) -> list[Lesion]:
        """The lesions in the order in which they were recorded, with their devices."""
        devices = Prefetch("devices", Device.objects.order_by("pk"))
        found = self.procedure.lesions.select_related("prior_device__lesion__procedure")
        return list(found.prefetch_related(devices).order_by("pk"))

    @cached_property
    def earlier(self) -> list[Procedure]:
        """The procedures before this one, oldest first."""
        return procedures_of(self.user, self.procedure.patient, before=self.procedure.started_at)

    @property
    def earlier_stents(self) -> list[Device]:
        """Every stent that was in place before, newest first."""
        return [
            device
            for procedure in reversed(self.earlier)
            for lesion in procedure.lesions.all()
            for device in lesion.devices.all()
            if device.kind in STENTS
        ]

    @property
    def facts(self) -> CathFacts:
        """What the text is written from."""
        return facts_of(self.procedure, self.lesions)


def facts_of(procedure: Procedure, lesions: list[Lesion]) -> CathFacts:
    """A procedure as plain values."""
    return CathFacts(
        kind=procedure.kind,
        access=procedure.access,
        indication=procedure.indication,
        dominance=procedure.dominance,
        lesions=[_lesion(x) for x in lesions],
        rest_is_normal=_yes(procedure.rest_is_normal),
        contrast=_number(procedure.contrast),
        fluoroscopy=_number(procedure.fluoroscopy),
        air_kerma=_number(procedure.air_kerma),
        dap=_number(procedure.dose_area_product / 10) if procedure.dose_area_product is not None else None,
        results=tuple(procedure.results or ()),
        note=procedure.finding,
    )


def _lesion(row: Lesion) -> LesionFacts:
    prior = row.prior_device
    return LesionFacts(
        segment=row.segment,
        further=tuple(row.further_segments or ()),
        graft=graft_of(row),
        graft_place=row.graft_place,
        before=_number(row.stenosis_before),
        after=_number(row.stenosis_after),
        timi_before=row.timi_before,
        timi_after=row.timi_after,
        culprit=_yes(row.is_culprit),
        cto=_yes(row.is_cto),
        calcified=_yes(row.is_calcified),
        bifurcation=_yes(row.is_bifurcation),
        restenosis=_yes(row.is_restenosis),
        thrombosis=_yes(row.is_stent_thrombosis),
        thrombus_grade=row.thrombus_grade,
        no_reflow=_yes(row.no_reflow),
        medina=row.get_medina_display() if row.medina else None,  # type: ignore[attr-defined]
        ffr=_number(row.ffr),
        ifr=_number(row.ifr),
        length=_number(row.length),
        prior_on=timezone.localtime(prior.lesion.procedure.started_at).date() if prior else None,
        devices=[device_facts(d) for d in row.devices.all()],
    )


def graft_of(row: Lesion) -> str | None:
    """The graft in which a lesion lies; None for the native vessel."""
    return row.graft if row.graft != Graft.NONE else None


def device_facts(row: Device) -> DeviceFacts:
    """A device as plain values."""
    return DeviceFacts(row.kind, row.model, _number(row.diameter), _number(row.length), _number(row.pressure))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _yes(answer: str | None) -> bool | None:
    return {YesNo.YES: True, YesNo.NO: False}.get(answer)  # type: ignore[call-overload]
