"""What came of the attempt."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.dictionary import moments
from cardiology.models import DeathCause, Phone
from followup.actions.contacts import told_event
from followup.models import EventKind, Outcome, ReportedEvent
from followup.models.answer import Precision


class MomentText(forms.CharField):
    """A time that is still to come: 1500, +2h, +1d 0900, 2026-11-09 10:30."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return moments.read_moment(text, now=timezone.now()) if text else None
        except ValidationError as error:
            raise ValidationError(
                _("“%(text)s” is not a time to come. Type for example 1500, +2h, +1d 0900."),
                params={"text": text},
            ) from error


class DayText(forms.CharField):
    """A day, typed freely."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return moments.read_date(text, today=timezone.localdate()) if text else None


class WhenText(forms.CharField):
    """A day, or only its month or year, typed freely: gives the first day, and how precisely it is known."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        known = moments.read_partial(text, today=timezone.localdate()).split("-")
        first = date.fromisoformat("-".join([*known, "01", "01"][:3]))
        return first, (Precision.YEAR, Precision.MONTH, None)[len(known) - 1]


def parted(cleaned: dict[str, Any], on: str, precision: str) -> None:
    """Leave the day in its place and what was typed less precisely in the precision's."""
    if found := cleaned.get(on):
        cleaned[on], typed = found
        cleaned[precision] = typed or cleaned.get(precision) or Precision.DAY


def short(label: Any, cls: Any = forms.CharField, **options: Any) -> Any:
    """An optional short text."""
    return cls(label=label, required=False, max_length=40, **options)


class OutcomeForm(forms.Form):
    """What came of the attempt. Which button was pressed is the outcome."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)
    phone = forms.ModelChoiceField(Phone.objects.none(), required=False)
    note = forms.CharField(
        label=_("Note for the next call"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    callback_at = short(_("Call again at"), MomentText, help_text=_("1500, +2h, +1d or 2026-11-09 10:30"))
    died_on = short(_("Died on"), DayText, help_text=_("Leave empty if the day is not known"))
    cause = forms.ChoiceField(
        label=_("Cause of death"), choices=[("", "—"), *DeathCause.choices], required=False
    )
    event_kind = forms.ChoiceField(
        label=_("Event since the last contact"), required=False,
        choices=[("", _("None")), *(c for c in EventKind.choices if c[0] != EventKind.DEATH)],
    )  # fmt: skip
    event_on = short(_("Happened on"), WhenText, help_text=_("2026-11-09, or 2026-11, or 2026"))
    event_precision = forms.ChoiceField(label=_("Known to the"), choices=Precision.choices, required=False)
    event_note = forms.CharField(
        label=pgettext_lazy("follow-up", "What happened"), required=False, max_length=500
    )

    def __init__(self, *args: Any, patient: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].queryset = patient.phones.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An event needs its day; a later call needs its time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parted(cleaned, "event_on", "event_precision")
        if cleaned.get("event_kind") and not cleaned.get("event_on") and "event_on" not in self.errors:
            self.add_error("event_on", _("Say when it happened: a day, a month or a year."))
        later = cleaned.get("outcome") == Outcome.CALL_LATER
        if later and not cleaned.get("callback_at") and "callback_at" not in self.errors:
            self.add_error("callback_at", _("Say when to call again: a time that is still to come."))
        if cleaned.get("died_on") and cleaned["died_on"] > timezone.localdate():
            self.add_error("died_on", _("The day of death cannot be in the future."))
        return cleaned

    def events(self) -> list[ReportedEvent]:
        """The event that was told, if any."""
        said = self.cleaned_data
        if not said.get("event_kind"):
            return []
        precision = said.get("event_precision") or Precision.DAY
        return [told_event(said["event_kind"], said["event_on"], precision, said.get("event_note", ""))]

    def add_action_errors(self, error: ValidationError) -> None:
        """What an action refused, at the field it concerns."""
        for name, problems in getattr(error, "error_dict", {None: [error]}).items():
            self.add_error(name if name in self.fields else None, problems)
