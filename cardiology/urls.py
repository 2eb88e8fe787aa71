"""Addresses of the cardiology app, by room."""

from django.contrib.auth import views as sign
from django.urls import URLPattern, URLResolver, include, path

from cardiology.views import (
    account,
    audit_trail,
    books,
    calculators,
    chart,
    coded,
    components,
    health,
    home,
    leaving,
    patients,
    sections,
    stays,
)
from cardiology.views import imports as import_views
from cardiology.views import reference as reference_views
from cardiology.views import reports as report_views
from cardiology.views.board import beds, handover, stay_round, ward
from cardiology.views.cath import document as cath_document
from cardiology.views.cath import report as cath_report
from cardiology.views.course import course, printed
from cardiology.views.drugs import classes, reconciliation, table
from cardiology.views.entry import coding, copies, grids, keeping, reading
from cardiology.views.identity import consents, merging, registering
from cardiology.views.quality import board as board_views
