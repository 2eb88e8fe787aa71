"""Regional wall motion of the left ventricle: 17 segments and their score."""

from typing import Any

from django.db import models
from django.db.models import Case, DecimalField, Value, When
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Choice, Derived


class WallMotion(models.TextChoices):
    NORMAL = "normal", _("Normal in all segments")
    ABNORMAL = "abnormal", _("Abnormal")


class Motion(models.TextChoices):
    NORMAL = "normal", _("Normal")
    HYPOKINETIC = "hypokinetic", _("Hypokinetic")
    AKINETIC = "akinetic", _("Akinetic")
    DYSKINETIC = "dyskinetic", _("Dyskinetic")
    ANEURYSM = "aneurysm", _("Aneurysm")
    NOT_SEEN = "not_seen", _("Not seen")


ASKED = ("wall_motion", "abnormal")
SEGMENTS = (
    "basal_anterior", "basal_anteroseptal", "basal_inferoseptal",
    "basal_inferior", "basal_inferolateral", "basal_anterolateral",
    "mid_anterior", "mid_anteroseptal", "mid_inferoseptal",
    "mid_inferior", "mid_inferolateral", "mid_anterolateral",
    "apical_anterior", "apical_septal", "apical_inferior",
    "apical_lateral", "apical_cap",
)  # fmt: skip
POINTS = {"normal": 1, "hypokinetic": 2, "akinetic": 3, "dyskinetic": 4, "aneurysm": 5}


def _sum(points: dict[str, int]) -> Any:
    """The sum over the segments of what each answer counts."""
    parts = [
        Case(*(When(**{name: answer}, then=Value(n)) for answer, n in points.items()), default=Value(0))
        for name in SEGMENTS
    ]
    total: Any = parts[0]
    for part in parts[1:]:
        total = total + part
    return Cast(total, DecimalField(max_digits=18, decimal_places=6))


class WithWallMotion(models.Model):
    """What an examination of wall motion finds. The score is the mean over the segments that were seen."""

    wall_motion = Choice(_("Regional wall motion"), WallMotion, source="ECHO-17")
    basal_anterior = Choice(_("1 basal anterior"), Motion, source="ECHO-17.1", asked_if=ASKED)
    basal_anteroseptal = Choice(_("2 basal anteroseptal"), Motion, source="ECHO-17.2", asked_if=ASKED)
    basal_inferoseptal = Choice(_("3 basal inferoseptal"), Motion, source="ECHO-17.3", asked_if=ASKED)
    basal_inferior = Choice(_("4 basal inferior"), Motion, source="ECHO-17.4", asked_if=ASKED)
    basal_inferolateral = Choice(_("5 basal inferolateral"), Motion, source="ECHO-17.5", asked_if=ASKED)
    basal_anterolateral = Choice(_("6 basal anterolateral"), Motion, source="ECHO-17.6", asked_if=ASKED)
    mid_anterior = Choice(_("7 mid anterior"), Motion, source="ECHO-17.7", asked_if=ASKED)
    mid_anteroseptal = Choice(_("8 mid anteroseptal"), Motion, source="ECHO-17.8", asked_if=ASKED)
    mid_inferoseptal = Choice(_("9 mid inferoseptal"), Motion, source="ECHO-17.9", asked_if=ASKED)
    mid_inferior = Choice(_("10 mid inferior"), Motion, source="ECHO-17.10", asked_if=ASKED)
    mid_inferolateral = Choice(_("11 mid inferolateral"), Motion, source="ECHO-17.11", asked_if=ASKED)
    mid_anterolateral = Choice(_("12 mid anterolateral"), Motion, source="ECHO-17.12", asked_if=ASKED)
    apical_anterior = Choice(_("13 apical anterior"), Motion, source="ECHO-17.13", asked_if=ASKED)
    apical_septal = Choice(_("14 apical septal"), Motion, source="ECHO-17.14", asked_if=ASKED)
    apical_inferior = Choice(_("15 apical inferior"), Motion, source="ECHO-17.15", asked_if=ASKED)
    apical_lateral = Choice(_("16 apical lateral"), Motion, source="ECHO-17.16", asked_if=ASKED)
    apical_cap = Choice(_("17 apex"), Motion, source="ECHO-17.17", asked_if=ASKED)
    wall_motion_score = Derived(
        _("Wall motion score index"), unit="1", decimals=2, possible=(1, 5), source="ECHO-18",
        expression=Case(
            When(wall_motion="normal", then=Value(1)),
            default=_sum(POINTS) / NullIf(_sum(dict.fromkeys(POINTS, 1)), 0),
            output_field=DecimalField(max_digits=18, decimal_places=6),
        ),
    )  # fmt: skip

    class Meta:
        abstract = True
