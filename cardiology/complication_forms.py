"""The form of a complication: what it is of is chosen among what is recorded of the patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cardiology.forms import OWN_FORMS, SectionForm
from cardiology.queries.cath.pieces import piece_of, pieces

CONCERNS = "concerns"


class ComplicationForm(SectionForm):
    """A complication, and the procedure, lesion or device that it is of. Programs send these by number."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        row = self.instance
        self.pieces = {piece.key: piece for piece in pieces(row)} if row.patient_id else {}
        if not self.pieces:
            return
        known, choices = piece_of(row), [(key, piece.words) for key, piece in self.pieces.items()]
        self.fields[CONCERNS] = forms.ChoiceField(
            label=_("Concerns"), required=False, choices=[("", "—"), *choices],
            initial=known.key if known else "",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The one that was chosen; the rows above it follow from it."""
        cleaned = super().clean()
        if CONCERNS in self.fields and self.add_prefix(CONCERNS) in self.data:
            chosen = self.pieces.get(cleaned.get(CONCERNS, ""))
            for field in ("procedure", "lesion", "device"):
                row = chosen.row if chosen and chosen.field == field else None
                setattr(self.instance, field, row)
        return cleaned


OWN_FORMS["complication"] = ComplicationForm
