"""What became of each drug of the discharge list: one row per drug and contact."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Coded, Identifier, Moment, PartialDate, Section
from followup.models import replies as r
from followup.models.contact import Contact


class Adherence(Section):
    """One drug of the discharge list as the patient told of it.

    The drug and its class are kept with the row, so that it stays true when the list is amended.
    """

    title = _("Drug taken after discharge")
    order = 72
    repeats = True
    starts = "told_at"
    on_chart = False
    derived = ("drug", "drug_class")

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="adherence", null=True)
    medication = models.ForeignKey(
        "cardiology.Medication", on_delete=models.SET_NULL, null=True, blank=True, related_name="adherence"
    )
    told_at = Moment(_("Told"), null=False, source="Q13")
    drug = Coded(_("Drug of the discharge list"), "drugs", code="ATC", source="Q13")
    drug_class = Coded(_("Class"), "drug_classes", source="Q13", note=_("Derived from the drug."))
    taking = Choice(_("Still taking"), r.Taking, null=False, source="Q13")
    new_dose = Identifier(_("New dose"), max_length=60, source="Q13")
    stopped_on = PartialDate(_("Stopped on"), identifies="indirect", source="Q13")
    decided_by = Choice(_("Who decided"), r.Decider, source="Q13")
    reason = Choice(_("Reason for stopping or changing"), r.StopReason, source="Q13r")
    side_effect = Identifier(_("Which side effect"), max_length=120, source="Q13r")

    class Meta:
        verbose_name = _("drug taken after discharge")
        verbose_name_plural = _("drugs taken after discharge")
        indexes = [
            models.Index(fields=["patient", "told_at"], name="adherence_patient_start"),
            models.Index(fields=["drug_class", "patient"], name="adherence_class"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contact", "medication"], name="adherence_once_per_contact"),
            models.UniqueConstraint(fields=["patient", "import_key"], name="adherence_import_once"),
        ]
