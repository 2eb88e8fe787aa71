"""The form that chooses events of the audit trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cardiology.models import AuditOutcome
from cardiology.queries.audit_words import event_said


class TrailForm(forms.Form):
    """Which events of the audit trail to show."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    event = forms.ChoiceField(label=_("What"), required=False)
    number = forms.CharField(label=_("Patient number"), max_length=40, required=False)
    day = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    outcome = forms.ChoiceField(
        label=pgettext_lazy("audit trail", "Outcome"),
        required=False,
        choices=[("", _("Every outcome")), *AuditOutcome.choices],
    )
    address = forms.GenericIPAddressField(label=_("Network address"), required=False)
    request_number = forms.CharField(label=_("Request number"), max_length=64, required=False)

    def __init__(self, *args: Any, persons: list[str], events: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", _("Everybody")), *((name, name) for name in persons)]
        self.fields["event"].choices = [
            ("", _("Every event")),
            *((name, event_said(name)) for name in events),
        ]
