"""Forms of what the ward keeps in mind: a tag, a task, the planned discharge."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import moments
from cardiology.models import Admission, Lasts, Role, Task

FOR_ROLES = (Role.WARD_NURSE, Role.CARDIOLOGIST)


class TypedDate(forms.Field):
    """A day, typed as everywhere in the record: t, +1d, 20261109."""

    kind = "date"

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        ProhibitNullCharactersValidator()(text)
        return moments.read_date(text, today=timezone.localdate())

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m-%d}" if isinstance(value, date) else value


class SentOnce(forms.Form):
    """A form with its idempotency key."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class TagForm(SentOnce):
    """A word, and how long it is true."""

    word = forms.CharField(label=_("Tag"), max_length=40)
    lasts = forms.ChoiceField(
        label=_("Holds"), choices=Lasts.choices, initial=Lasts.SHIFT, widget=forms.Select
    )
    until = TypedDate(label=_("Last day"), required=False)


class TaskForm(SentOnce):
    """What is to be done, by when, by whom."""

    text = forms.CharField(label=_("Task"), max_length=120)
    due_on = TypedDate(label=_("Due on"), initial=timezone.localdate)
    due_time = forms.TimeField(
        label=_("At"), required=False, input_formats=("%H:%M", "%H%M", "%H.%M", "%H"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "0830", "autocomplete": "off"}),
        error_messages={"invalid": _("Type a time of day, for example 0830 or 14:15.")},
    )  # fmt: skip
    who = forms.ChoiceField(label=_("For"), required=False)

    def __init__(self, *args: Any, colleagues: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        roles = [(f"role-{role.value}", role.label) for role in FOR_ROLES]
        people = [(f"person-{person.pk}", str(person)) for person in colleagues]
        self.fields["who"].choices = [("", _("Anybody")), *roles, *people]  # type: ignore[attr-defined]

    def task(self, stay: Admission) -> Task:
        """The task that was asked for."""
        given = self.cleaned_data
        kind, _dash, who = given["who"].partition("-")
        return Task(
            admission=stay,
            text=given["text"],
            due_on=given["due_on"],
            due_time=given["due_time"],
            for_role=who if kind == "role" else "",
            for_person_id=int(who) if kind == "person" else None,
        )


class PlannedForm(forms.Form):
    """The day on which the patient is to go home; empty takes it back."""

    planned = TypedDate(label=_("Planned discharge"), required=False)


def add_refusal(form: forms.Form, refusal: ValidationError) -> str:
    """Show what an action refused beside the field it concerns; what concerns none is given back."""
    if not hasattr(refusal, "error_dict"):
        return " ".join(refusal.messages)
    elsewhere = []
    for name, problems in refusal.error_dict.items():
        if name in form.fields:
            form.add_error(name, problems)
        else:
            elsewhere += [message for problem in problems for message in problem.messages]
    return " ".join(elsewhere)
