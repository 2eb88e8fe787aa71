"""Columns that the database keeps encrypted: it sees neither a number nor an address (see `secrecy`).

Reading and writing are as with any text. Asking is for equality only; a part of a number is asked for by its
digests in a `Runs` column beside it.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Model, lookups

from cardiology.dictionary.fields import Identifier, Note
from cardiology.secrecy import Place


class Sealed(models.Field):
    """A text that is stored encrypted."""

    @property
    def place(self) -> Place:
        """The column, as its texts are bound to it."""
        return place_of(self.model, self.name)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        options.pop("max_length", None)  # a limit of what is typed, not of what is stored
        return name, "django.db.models.TextField", args, options

    def get_internal_type(self) -> str:
        return "TextField"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.place.seal(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        """The text again; `secrecy.Unreadable` where its key is missing."""
        return self.place.open(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Equality only: any other question would be answered from what is encrypted, and wrongly."""
        return ASKED.get(lookup_name)


class Among(lookups.In):
    """One of several texts, each under any of the keys."""

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            return super().get_prep_lookup()
        return [
            form for text in self.rhs if text is not None for form in self.lhs.output_field.place.forms(text)
        ]


class Equal(Among):
    """The text, under any of the keys."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        if self.rhs is not None and not hasattr(self.rhs, "resolve_expression"):
            self.rhs = [self.rhs]
            return super().get_prep_lookup()
        return self.rhs


ASKED = {"exact": Equal, "in": Among, "isnull": lookups.IsNull}


class SealedText(Sealed, models.CharField):
    """A text beside the record, such as a telephone number."""


class SealedIdentifier(Sealed, Identifier):
    """A variable that names a person: a number of a document."""


class SealedNote(Sealed, Note):
    """A variable of free text that names a person: an address."""


class Runs(ArrayField):
    """Keyed digests of every run of four characters of a sealed number: by them a part of it is found."""

    def __init__(self, of: str = "", **options: Any) -> None:
        self.of = of
        options |= {"base_field": models.SmallIntegerField(), "null": True, "blank": True, "editable": False}
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        options.pop("blank", None)
        return name, "django.contrib.postgres.fields.ArrayField", args, options

    def of_text(self, text: str | None) -> list[int]:
        """The digests of a number."""
        return place_of(self.model, self.of).runs(text or "")

    def pre_save(self, model_instance: Model, add: bool) -> list[int]:
        found = self.of_text(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, found)
        return found


def place_of(model: type[Model], name: str) -> Place:
    """The place of a column; the same in the record, in the audit trail and in what was merged."""
    return Place(f"{model._meta.label_lower}.{name}")


def sealed_models() -> list[type[Model]]:
    """The models with encrypted columns."""
    return [model for model in apps.get_models() if sealed_of(model)]


def sealed_of(model: type[Model]) -> list[Sealed]:
    """The encrypted columns of a model."""
    return [f for f in model._meta.concrete_fields if isinstance(f, Sealed)]


def runs_of(model: type[Model]) -> list[Runs]:
    """The columns of digests of a model."""
    return [f for f in model._meta.concrete_fields if isinstance(f, Runs)]
