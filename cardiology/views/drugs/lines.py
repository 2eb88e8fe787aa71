"""The drug table as forms: one line is one row of medication."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from cardiology.actions.medication import Entry
from cardiology.codes import drugs, frequencies
from cardiology.models import Admission, Medication, Phase
from cardiology.order_forms import OrderForm
from cardiology.queries.drugs.lists import name_of
from cardiology.queries.drugs.table import NEW, Filled

EMPTY_LINES = 4
MOST_LINES = 120
NUMBERED = re.compile(r"line-(\d{1,4})-drug")
LONGEST_NAME = 200


class DrugLine(OrderForm):
    """One line. The drug is typed by name or brand; a name that we do not know is kept as written."""

    def __init__(self, *args: Any, number: int | str, filled: Filled, **options: Any) -> None:
        row = filled.row
        shown = {} if row.pk else dict(NEW)
        shown |= {"drug": name_of(row)} if name_of(row) else {}
        if row.entered.get(row.starts) == Medication.unknown_start:
            shown[row.starts] = None
        initial = shown | options.pop("initial", {})
        super().__init__(*args, instance=row, prefix=f"line-{number}", initial=initial, **options)
        self.filled, self.number = filled, number
        del self.fields["submission"]
        for name, control in self.fields.items():
            control.required = False
            if hasattr(control, "choices"):
                control.widget = forms.Select(choices=[("", "—"), *control.choices])
            control.widget.attrs["data-column"] = name
        typed = self.fields["drug"]
        typed.validators = [MaxLengthValidator(LONGEST_NAME)]
        typed.widget.attrs["data-code-words"] = ""

    @property
    def cells(self) -> list[Any]:
        """The controls in the order of the columns."""
        return [self[name] for name in Medication.columns(self.instance.phase)]

    @property
    def known_revision(self) -> Any:
        """The revision that its editor sees, also after a saving that was refused."""
        return self.data.get(self.add_prefix("revision")) if self.is_bound else self.instance.revision

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into a new line."""
        names = [n for n in Medication.columns(self.instance.phase) if n not in NEW]
        return not self.instance.pk and not any(self.data.get(self.add_prefix(n), "").strip() for n in names)

    @property
    def is_removed(self) -> bool:
        """Whether the line is to be taken off the list."""
        return bool(self.instance.pk and self.data.get(self.add_prefix("remove")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("drug") or ""
        if self.is_empty:
            return cleaned
        if not typed and "drug" not in self.errors:
            self.add_error("drug", _("Name the drug."))
        elif typed == name_of(self.instance):
            cleaned["drug"] = self.instance.drug
        else:
            known = drugs.named(typed)
            cleaned["drug"] = known.code if known else None
            self.instance.drug_text = None if known else typed
        often = frequencies.find(cleaned.get("frequency") or "")
        if often:
            cleaned["frequency"] = often.code
        return cleaned

    def entry(self) -> Entry:
        """What is to be saved of the line."""
        return Entry(
            self.instance,
            None if self.is_removed else self.cleaned_data["revision"],
            frozenset(self.confirmed),
            self.is_removed,
            self.overrides,
        )


def _form(phase: str) -> Any:
    return forms.modelform_factory(Medication, form=DrugLine, fields=Medication.columns(phase))


def open_lines(stay: Admission, phase: str, filled: list[Filled], first: int = 0) -> list[DrugLine]:
    """The lines of a table that is opened: what is there and what a set fills in, then empty ones.

    They are numbered from `first` on.
    """
    form = _form(phase)
    blank = [Filled(_new(stay, phase)) for _n in range(EMPTY_LINES)]
    for one in filled:
        one.row.admission, one.row.patient = stay, stay.patient
    return [form(number=n, filled=one) for n, one in enumerate([*filled, *blank], first)]


def pattern(stay: Admission, phase: str) -> DrugLine:
    """An empty line from which the browser makes more."""
    return _form(phase)(number="__n__", filled=Filled(_new(stay, phase)))  # type: ignore[no-any-return]


def typed_lines(
    stay: Admission, phase: str, said: Mapping[str, str], known: Mapping[int, Filled]
) -> list[DrugLine]:
    """The lines as they were sent; a line of a row that is not there any more becomes a new one."""
    form, lines = _form(phase), []
    for number in sorted(int(found[1]) for name in said if (found := NUMBERED.fullmatch(name)))[:MOST_LINES]:
        asked = said.get(f"line-{number}-row", "")
        filled = known.get(int(asked)) if asked.isdecimal() else None
        lines.append(form(said, number=number, filled=filled or Filled(_new(stay, phase))))
    return lines


def sorted_out(lines: list[DrugLine]) -> tuple[list[DrugLine], list[DrugLine]]:
    """The lines that can be saved, and those that are not right; what is empty or unchanged is neither."""
    told = [line for line in lines if not line.is_empty and (line.is_removed or line.has_changed())]
    ready = [line for line in told if line.is_removed or line.is_valid()]
    return ready, [line for line in told if line not in ready]


def _new(stay: Admission, phase: str) -> Medication:
    return Medication(admission=stay, patient=stay.patient, phase=Phase(phase))
