"""What the pages of the record have in common."""

from typing import Any, ClassVar, Literal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Declared(models.Model):
    """A model whose clinical variables are declared fields.

    `missing` holds the reason per variable without a value; `entered` what was typed where it differs
    from the stored value (value, unit, precision); `confirmed` who confirmed an implausible value.
    `import_key` names the row in the file it came from, so that importing again changes nothing.
    """

    revision = models.PositiveIntegerField(default=1)
    missing = models.JSONField(default=dict, blank=True)
    entered = models.JSONField(default=dict, blank=True)
    confirmed = models.JSONField(default=dict, blank=True)
    import_key = models.CharField(max_length=120, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    title: ClassVar[Any] = ""
    order: ClassVar[int] = 0
    derived: ClassVar[tuple[str, ...]] = ()  # variables that follow from others and are not asked

    class Meta:
        abstract = True

    @classmethod
    def counts(cls, _name: str, _row: Any, _stay: Any) -> bool:
        """Whether a core variable is asked of this stay, so that it is open while it is empty."""
        return True

    def _get_FIELD_display(self, field: Any) -> str:
        """The word of one answer, "" for None; Django would translate all of them to find it."""
        return str(field.display(getattr(self, field.attname)))

    def clean(self) -> None:
        """A variable cannot have both a value and a reason for having none."""
        both = [n for n in self.missing if getattr(self, n, None) not in (None, "")]
        if both:
            raise ValidationError({n: _("There is a value and a reason for having none.") for n in both})


class Section(Declared):
    """A form of the record. `starts` and `ends` name the fields that place a row in time."""

    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="+")
    admission = models.ForeignKey(
        "cardiology.Admission", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    repeats: ClassVar[bool] = False
    starts: ClassVar[str] = "admission__admitted_at"
    ends: ClassVar[str | None] = None
    grain: ClassVar[Literal["minute", "day"]] = "minute"
    parent: ClassVar[str | None] = None  # the field that points to the row this one is part of
    on_chart: ClassVar[bool] = True  # has a form of its own on the patient's chart
    expected: ClassVar[bool] = False  # a stay without a row of it is not complete
    only_for: ClassVar[tuple[str, ...]] = ()  # categories of stay that it concerns; none: every stay
    carries: ClassVar[bool] = False  # changes slowly: proposed from an earlier stay
    groups: ClassVar[tuple[Any, ...]] = ()  # (title, variables) shown together

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title} {self.pk or ''}".strip()

    def clean(self) -> None:
        super().clean()
        if self.admission and self.admission.patient_id != self.patient_id:
            raise ValidationError({"admission": _("This stay belongs to another patient.")})
