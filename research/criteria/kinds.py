"""What a definition can speak about: kinds of rows with their fields, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Type = Literal["number", "text", "flag", "time"]
Grain = Literal["minute", "day"]


@dataclass(frozen=True)
class Field:
    """One variable of a kind. `column` is its name in the relation; `labels` are choices by stored code."""

    name: str
    type: Type
    label: Any = ""  # may be translated late
    unit: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict)
    system: str = ""
    identifies: str = "no"
    grain: Grain = "minute"

    @property
    def column(self) -> str:
        return "f_" + self.name.replace(".", "__")


@dataclass(frozen=True)
class Kind:
    """One kind of row, for example every echocardiogram.

    `relation` is a SELECT with the columns id, patient, stay, start_at, end_at and one per field.
    Where `opens` holds, a row without an end is still running; otherwise every row has an end.
    `natural` names the fields that make two rows the same record; without them, rows are counted by id.
    `is_dense` says that a patient has so many that looking some up by time beats reading all of them.
    """

    name: str
    relation: str
    fields: Mapping[str, Field]
    label: Any = ""
    grain: Grain = "minute"
    opens: bool = False
    natural: tuple[str, ...] = ()
    is_dense: bool = False
    stayless: str = ""  # the relation without `stay`, where telling the stay takes a join


@dataclass(frozen=True)
class Catalogue:
    """All kinds, the patient's own values, and the fingerprint of what they were made from.

    `patients` is a SELECT with patient, birth, death and one column per field; it is the only place where
    a hospital is chosen, and every row of a kind is reached through it.
    """

    kinds: Mapping[str, Kind]
    patients: str
    patient_fields: Mapping[str, Field] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    prelude: tuple[tuple[str, str], ...] = ()  # relations that several kinds are made from
