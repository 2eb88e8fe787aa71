"""The answers of a call: questions, drug by drug, results that the patient reads out."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import codes
from cardiology.actions import results
from cardiology.codes import laboratory
from cardiology.forms import SectionForm
from cardiology.models import LabResult, Medication
from followup.forms.outcome import DayText
from followup.models import Adherence, FollowUp, Taking
from followup.redflags import Drug
from followup.schedule.questions import is_asked


class AnswersForm(SectionForm):
    """The questions of a call. What stands under a question that was answered otherwise does not count."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plain = {name: value for name, value in cleaned.items() if value is not None}
        for name in cleaned:
            if name in self.fields and cleaned[name] is not None and not is_asked(name, plain):
                cleaned[name] = None
        return cleaned


@cache
def answers_form(asks: tuple[str, ...]) -> type[SectionForm]:
    """The form of the questions of a call, in their order."""
    return forms.modelform_factory(FollowUp, form=AnswersForm, fields=list(asks))


class DrugForm(SectionForm):
    """One drug of the discharge list. Left alone it says nothing."""

    class Meta:
        model = Adherence
        fields = ("taking", "new_dose", "stopped_on", "decided_by", "reason", "side_effect")

    def __init__(self, posted: Any, *, medication: Medication, before: str = "") -> None:
        super().__init__(posted, prefix=f"drug-{medication.pk}")
        self.medication, self.before = medication, before
        self.fields["taking"].required = False
        self.label = codes.label("drugs", medication.drug) or medication.drug_text or ""
        often = codes.label("frequencies", medication.frequency)
        self.dose = " ".join(str(part) for part in (medication.dose_text, often) if part)

    @property
    def is_left(self) -> bool:
        """Whether the drug is not taken as it was prescribed, as typed so far."""
        return self["taking"].value() in (Taking.CHANGED, Taking.STOPPED, Taking.NEVER)

    def clean(self) -> dict[str, Any]:
        """A drug that is taken has no reason for being stopped."""
        cleaned = super().clean()
        opened = {
            "new_dose": (Taking.CHANGED,),
            "stopped_on": (Taking.STOPPED,),
            "decided_by": (Taking.CHANGED, Taking.STOPPED, Taking.NEVER),
            "reason": (Taking.CHANGED, Taking.STOPPED, Taking.NEVER),
        }
        for name, states in opened.items():
            if cleaned.get("taking") not in states:
                cleaned[name] = None
        if cleaned.get("reason") != "side_effect":
            cleaned["side_effect"] = None
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """A drug that nothing was said of is not stored, so that it need not be complete."""
        return super()._get_validation_exclusions() | {"taking", "told_at"}

    def row(self) -> Adherence | None:
        """What was told of this drug; None where nothing was. Call after `is_valid`."""
        if not self.cleaned_data.get("taking"):
            return None
        row: Adherence = self.instance
        row.medication = self.medication
        row.drug, row.drug_class = self.medication.drug, self.medication.drug_class
        return row

    def said(self) -> Drug | None:
        """The same for the red flags, from what can be read so far."""
        self.is_valid()
        told = getattr(self, "cleaned_data", {})
        if not told.get("taking"):
            return None
        return Drug(self.medication.drug_class, told["taking"], told.get("decided_by"), told.get("reason"))


class ResultsForm(forms.Form):
    """Laboratory results that the patient reads out: value with or without its unit, and the day."""

    results_on = DayText(label=_("Blood taken on"), required=False, max_length=40)

    def __init__(self, posted: Any, *, tests: Sequence[str], sex: str | None) -> None:
        super().__init__(posted)
        self.sex = sex
        known = [test for code in tests if (test := laboratory.find(code))]
        for test in known:
            self.fields[f"result-{test.code}"] = forms.CharField(
                label=codes.label("laboratory", test.code), required=False, max_length=40, help_text=test.unit
            )

    def clean(self) -> dict[str, Any]:
        """Each result must be readable; a result needs its day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("results_on")
        typed = {n: v for n, v in cleaned.items() if n.startswith("result-") and v}
        if typed and day is None and "results_on" not in self.errors:
            self.add_error("results_on", _("Say when the blood was taken."))
        if day and day > timezone.localdate():
            self.add_error("results_on", _("Blood cannot have been taken in the future."))
        for name, text in typed.items():
            try:
                self._result(name, text)
            except ValidationError as error:
                self.add_error(name, ValidationError(error.messages))
        return cleaned

    def rows(self) -> list[LabResult]:
        """The results, not yet saved. Call after `is_valid`."""
        told = self.cleaned_data
        return [self._result(n, v) for n, v in told.items() if n.startswith("result-") and v]

    def _result(self, name: str, text: str) -> LabResult:
        row = LabResult(test=name.removeprefix("result-"), value_text=text)
        day = self.cleaned_data.get("results_on")
        row.collected_at = timezone.make_aware(datetime.combine(day, time(8))) if day else None  # type: ignore[assignment] # noqa: DTZ001
        results.derive(row, self.sex)
        if row.value is None:
            raise ValidationError(_("“%(text)s” is not a number."), params={"text": text})
        return row
