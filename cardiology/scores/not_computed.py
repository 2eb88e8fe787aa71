"""Scores and shares of the sources that are not computed, each with its reason; the reference shows them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NOT_COMPUTED: tuple[tuple[str, Any, Any], ...] = (
    ("S30", _("SYNTAX score II 2020"),
     _("Its coefficients are in no public source that could be checked: a value from elsewhere is entered.")),
    ("S21", _("China-PAR under treated blood pressure"),
     _("The coefficients have to be compared with the supplement of the paper first.")),
    ("S01", _("GRACE: table of probabilities of the nomogram"),
     _("From memory only; the logistic form is computed instead.")),
    ("S12", _("PRECISE-DAPT: bands below 25 points"), _("From memory only; high from 25 was seen.")),
    ("S16", _("H₂FPEF: probability by points"), _("Read from a figure; the continuous model is computed.")),
    ("S17", _("Mehran: points by creatinine"), _("The variant by eGFR is computed.")),
)  # fmt: skip
