"""Laboratory results, one row each, with what the laboratory sent beside the canonical value."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Coded, Identifier, Moment, Quantity, Section
from cardiology.models.meta import import_once


class AbnormalFlag(models.TextChoices):
    NORMAL = "N", _("Normal")
    HIGH = "H", _("High")
    LOW = "L", _("Low")
    CRITICAL_HIGH = "HH", _("Critically high")
    CRITICAL_LOW = "LL", _("Critically low")
    ABNORMAL = "A", _("Abnormal")


class LabPlace(models.TextChoices):
    LABORATORY = "laboratory", _("Laboratory")
    POINT_OF_CARE = "point_of_care", _("Point of care")
    OTHER_HOSPITAL = "other_hospital", _("Other hospital")


class LabResult(Section):
    """One result of one test. What has no number (NEG, HOLD, 1+) is kept as text and shown as such.

    `value` is in the canonical unit of the test; `value_text` and `unit_text` are what was sent.
    A test that our table does not know keeps its source's name and code, and its value as sent.
    """

    title = _("Laboratory result")
    order = 22
    expected = True
    derived = ("value", "comparator", "unit", "unit_text", "reference_low", "reference_high", "flag")
    repeats = True
    starts = "collected_at"

    collected_at = Moment(_("Collected"), null=False, source="LAB-1")
    test = Coded(_("Test"), "laboratory", core=True, code="LOINC", source="LAB-2")
    test_text = Identifier(_("Test as sent"), max_length=120, source="LAB-2")
    value = Quantity(_("Value"), decimals=4, possible=(-100_000, 10_000_000), source="LAB-3")
    comparator = Identifier(_("Comparator"), max_length=2, source="LAB-3")
    unit = Identifier(_("Unit"), max_length=30, source="LAB-4")
    value_text = Identifier(_("Value as sent"), max_length=200, source="LAB-3",
                            note=_("With its unit, such as 1.2 mg/dL, or in the usual one."))  # fmt: skip
    unit_text = Identifier(_("Unit as sent"), max_length=40, source="LAB-4")
    reference_low = Quantity(_("Reference from"), decimals=4, possible=(-100_000, 10_000_000), source="LAB-5")
    reference_high = Quantity(_("Reference to"), decimals=4, possible=(-100_000, 10_000_000), source="LAB-5")
    flag = Choice(_("Flag"), AbnormalFlag, source="LAB-6")
    place = Choice(_("Measured in"), LabPlace, source="LAB-7")

    class Meta:
        verbose_name = _("laboratory result")
        verbose_name_plural = _("laboratory results")
        indexes = [
            # with stay and value: what asks for one test of everybody never opens the table itself
            models.Index(
                fields=["test", "patient", "collected_at"],
                include=["admission", "value", "id"],
                name="lab_test_patient_time",
            ),
            models.Index(fields=["patient", "collected_at"], name="lab_patient_time"),
            models.Index(fields=["admission", "test"], name="lab_stay_test"),
        ]
        constraints = import_once("labresult")
