"""Constraints and indexes that sections share."""

from django.db import models


def once_per_admission(name: str) -> list[models.BaseConstraint]:
    """A section that is filled once per stay, and once per row of an imported file."""
    return [
        models.UniqueConstraint(fields=["admission"], name=f"{name}_once_per_stay"),
        *import_once(name),
    ]


def import_once(name: str) -> list[models.BaseConstraint]:
    """A row of an imported file is stored once."""
    return [models.UniqueConstraint(fields=["patient", "import_key"], name=f"{name}_import_once")]


def by_patient_and_time(name: str, starts: str) -> list[models.Index]:
    """The two ways in which rows of a section are looked for: by patient and time, by stay."""
    return [
        models.Index(fields=["patient", starts], name=f"{name}_patient_start"),
    ]
