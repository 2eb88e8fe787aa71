"""What the head may set: the desk, minutes of the levels, rules for the next attempt."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup import levels, requeue
from followup.models import Desk, EscalationStep, Outcome, RequeueRule

SEVERITIES = dict(EscalationStep._meta.get_field("severity").flatchoices)


class DeskForm(forms.ModelForm):
    class Meta:
        model = Desk
        fields = ("phone", "hours", "patients_language", "quiet_until", "quiet_from")


class StepsForm(forms.Form):
    """Minutes for every level but the first, which has a red flag at once."""

    def __init__(self, *args: Any, own: Mapping[tuple[str, str], int], **options: Any) -> None:
        super().__init__(*args, **options)
        for severity, steps in levels.STEPS.items():
            for step in steps[1:]:
                self.fields[f"{severity}-{step.to}"] = forms.IntegerField(
                    label=f"{SEVERITIES[severity]}: {levels.ROLES[step.to]}", min_value=1, max_value=20160,
                    initial=own.get((severity, step.to), step.minutes), help_text=_("min"),
                )  # fmt: skip

    def minutes(self) -> dict[tuple[str, str], int]:
        """What was set, by severity and level. Call after `is_valid`."""
        found = {}
        for name, value in self.cleaned_data.items():
            severity, to = name.split("-")
            found[(severity, to)] = value
        return found


class RuleForm(forms.ModelForm):
    """The rule for one outcome; not stored from here, since what equals the house's rule is none."""

    class Meta:
        model = RequeueRule
        fields = ("minutes", "cap", "other_band", "other_number_from")

    def __init__(self, posted: Any, *, outcome: str, rule: requeue.Rule) -> None:
        initial = {
            "minutes": int(rule.delay.total_seconds() // 60), "cap": rule.cap,
            "other_band": rule.other_band, "other_number_from": rule.other_number_from,
        }  # fmt: skip
        super().__init__(posted, prefix=outcome, initial=initial)
        self.title = Outcome(outcome).label

    def rule(self) -> requeue.Rule:
        """The rule as it was set. Call after `is_valid`."""
        said = self.cleaned_data
        return requeue.Rule(
            timedelta(minutes=said["minutes"]), said["cap"], said["other_band"], said["other_number_from"]
        )
