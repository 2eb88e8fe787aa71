"""The form that is open: which row of which stay, and where saving it leads."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cardiology.access import Permission, may
from cardiology.dictionary import Section
from cardiology.models import Admission, User
from cardiology.queries import chart

PARTS = {"procedure": "lesion", "lesion": "device"}


@dataclass
class Page:
    """The form that is open: its stay, its row, and the row that this one is part of."""

    user: User
    stay: Admission
    row: Section
    parent: Section | None = None

    @property
    def model(self) -> type[Section]:
        return type(self.row)

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def draft(self) -> dict[str, Any]:
        return {"row_id": self.row.pk or 0, "parent_id": self.parent.pk if self.parent else 0}

    @property
    def is_writable(self) -> bool:
        return may(self.user, Permission.WRITE_RECORDS)

    def back_url(self) -> str:
        """Where saving leads: the parent's form, the list with an empty form, or the same form."""
        if self.parent is not None:
            return reverse("section_edit", args=[self.parent._meta.model_name, self.parent.pk])
        if self.model.repeats and self.name not in PARTS:
            return reverse("section_new", args=[self.stay.pk, self.name])
        return reverse("section_edit", args=[self.name, self.row.pk])

    def next_url(self) -> str:
        """The section after this one; after the last, the overview."""
        rail = chart.rail(self.stay, [], self.name)[:-1]
        at = next((i for i, link in enumerate(rail) if link.current), len(rail))
        return rail[at + 1].url if at + 1 < len(rail) else rail[0].url
