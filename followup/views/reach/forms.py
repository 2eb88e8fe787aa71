"""What may be submitted around the call: self-reports, events, papers, votes, duties, signs of life."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.dictionary.registry import variables
from cardiology.forms import SectionForm
from cardiology.models import DeathCause, User
from cardiology.views.documents import DocumentForm
from followup.actions.reach.events import told_event
from followup.endpoints import CERTAINTIES, CLASSES, VERDICTS
from followup.forms import DayText, MomentText, WhenText, answers_form, parted
from followup.models import EventKind, EventSource, FollowUp, LifeSign, LifeSource, ReportedEvent
from followup.models.answer import Precision
from followup.plain_words import ANSWERS, NEVER_SHOWN, QUESTIONS, YES_NO
from followup.queries.reach.events import device_words, lesion_words


class SelfReportForm(forms.Form):
    """The questions of a visit in plain words. Nothing is required; nothing of the record is in it."""

    def __init__(self, asks: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = {v.name: v for v in variables(FollowUp)}
        for name in asks:
            self.fields[name] = plain_field(known[name])

    def clean(self) -> dict[str, Any]:
        """What was typed must be readable as the call's own form reads it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Please answer at least one question."))
        strict = answers_form(tuple(self.fields))(self.answers())
        for name in self.fields:
            for problem in strict.errors.get(name, []):
                self.add_error(name, problem)
        return cleaned

    def answers(self) -> dict[str, str]:
        """What was answered, as text by variable."""
        found = {n: str(v).strip() for n, v in self.cleaned_data.items() if v not in (None, "")}
        return {n: v for n, v in found.items() if v}


def plain_field(variable: Any) -> Any:
    """One question: buttons where there are answers to choose from, else a line to type into."""
    label = QUESTIONS.get(variable.name, variable.label)
    words = ANSWERS.get(variable.name, YES_NO if variable.kind == "flag" else {})
    if variable.flatchoices:
        offered = [(v, words.get(v, label)) for v, label in variable.flatchoices if v not in NEVER_SHOWN]
        if words:
            offered = [(v, label) for v, label in offered if v in words]
        return forms.ChoiceField(label=label, choices=offered, required=False, widget=forms.RadioSelect)
    if variable.kind == "number":
        field: Any = forms.CharField(label=label, required=False, max_length=20)
        field.widget.attrs |= {"inputmode": "decimal"}
        field.unit = variable.unit
        return field
    if variable.kind == "date":
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.CharField(label=label, required=False, max_length=20, widget=picker)
    return forms.CharField(
        label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class EventForm(forms.Form):
    """An event after the discharge, with the precision of its day and what it concerns."""

    kind = forms.ChoiceField(
        label=_("Event"), choices=[("", "—"), *(c for c in EventKind.choices if c[0] != EventKind.DEATH)]
    )  # nothing is chosen at first: an event that nobody meant is worse than one more click
    on = WhenText(label=_("Happened on"), max_length=40, help_text=_("2026-11-09, or 2026-11, or 2026"))
    precision = forms.ChoiceField(label=_("Known to the"), choices=Precision.choices, initial=Precision.DAY)
    source = forms.ChoiceField(label=_("Source"), choices=EventSource.choices)
    lesion = forms.ModelChoiceField(None, label=_("Lesion"), required=False, empty_label="—")
    device = forms.ModelChoiceField(None, label=_("Stent or device"), required=False, empty_label="—")
    note = forms.CharField(
        label=pgettext_lazy("follow-up", "What happened"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, parts: tuple[Any, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows, words in (("lesion", parts[0], lesion_words), ("device", parts[1], device_words)):
            field: Any = self.fields[name]
            field.queryset, field.label_from_instance = rows, words

    def clean(self) -> dict[str, Any]:
        """What was typed as a month or a year is known to the month or the year."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parted(cleaned, "on", "precision")
        return cleaned

    def event(self) -> ReportedEvent:
        """The event, not yet saved."""
        return told_event(**self.cleaned_data)

    add_action_errors = SectionForm.add_action_errors
    doubts: set[str] = set()


class ProofForm(DocumentForm):
    """A paper that proves an event."""

    is_masked = forms.BooleanField(
        label=_("Shows no name, number or hospital: judges may see it"), required=False
    )


class VoteForm(forms.Form):
    """One judge's decision."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=list(VERDICTS.items()), widget=forms.RadioSelect)
    classification = forms.ChoiceField(label=_("Class"), required=False)
    day = DayText(label=_("Occurred on"), required=False, max_length=40,
                          help_text=_("Only if the papers name a day"))  # fmt: skip
    certainty = forms.ChoiceField(
        label=_("Certainty"), choices=list(CERTAINTIES.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Grounds"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["classification"]
        field.choices = [("", "—"), *CLASSES.get(kind, {}).items()]


class DutyForm(forms.Form):
    """Who is on call from now on, and until when."""

    doctor = forms.ModelChoiceField(User.objects.none(), label=_("Doctor on call"), empty_label="—")
    until = MomentText(label=_("Until"), max_length=40, help_text=_("0800, +12h, +1d 0800"))

    def __init__(self, *args: Any, doctors: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["doctor"]
        field.queryset = doctors


class LifeForm(forms.Form):
    """What a source says of a patient's life."""

    is_alive = forms.TypedChoiceField(
        label=_("The source says"), choices=[("1", _("Alive")), ("0", _("Dead"))], widget=forms.RadioSelect,
        coerce=lambda v: v == "1",
    )  # fmt: skip
    on = DayText(label=_("On"), max_length=40)
    source = forms.ChoiceField(
        label=_("Source"),
        choices=[c for c in LifeSource.choices if c[0] not in (LifeSource.CALL, LifeSource.SELF_REPORT)],
    )
    cause = forms.ChoiceField(
        label=_("Cause of death"), choices=[("", "—"), *DeathCause.choices], required=False
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return on

    def sign(self) -> LifeSign:
        """What was said, not yet saved."""
        said = self.cleaned_data
        return LifeSign(is_alive=said["is_alive"], on=said["on"], source=said["source"], note=said["note"])
