"""What a complication can be of: the procedures and lesions of the stay, the devices the patient has."""

from dataclasses import dataclass
from typing import Any

from cardiology.models import Complication, Device, Lesion, Procedure
from cardiology.queries.cath.lines import device_words
from cardiology.queries.cath.pictures import vessel_name
from cardiology.wording import day


@dataclass(frozen=True)
class Piece:
    """One of them: the field of a complication that holds it, its row, its words."""

    field: str
    row: Any
    words: str

    @property
    def key(self) -> str:
        """As a form names it."""
        return f"{self.field}-{self.row.pk}"


def pieces(complication: Complication) -> list[Piece]:
    """Everything that it may be of, oldest procedure first, each lesion with its devices beneath it."""
    stay = complication.admission_id
    procedures = Procedure.objects.filter(admission=stay).order_by("started_at", "pk")
    lesions = Lesion.objects.filter(admission=stay).select_related("procedure").order_by("pk")
    devices = Device.objects.filter(patient=complication.patient_id).select_related("lesion__procedure")
    found = [_piece("procedure", row) for row in procedures]
    found += [_piece("lesion", row) for row in lesions]
    return found + [_piece("device", row) for row in devices.order_by("lesion__procedure__started_at", "pk")]


def piece_of(complication: Complication) -> Piece | None:
    """What it is of, as closely as it is known."""
    for field in ("device", "lesion", "procedure"):
        row = getattr(complication, field)
        if row is not None:
            return _piece(field, row)
    return None


def _piece(field: str, row: Any) -> Piece:
    if field == "procedure":
        return Piece(field, row, f"{row.get_kind_display()}, {day(row.started_at)}")
    lesion = row.lesion if field == "device" else row
    words = f"{vessel_name(lesion.segment)}, {day(lesion.procedure.started_at)}"
    return Piece(field, row, f"{device_words(row)} · {words}" if field == "device" else words)
