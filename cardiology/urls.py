"""Addresses of the cardiology app, by room."""

from django.contrib.auth import views as sign
from django.urls import URLPattern, URLResolver, include, path

from cardiology.views import (
    admissions,
    books,
    calculators,
    components,
    health,
    home,
    patients,
    sections,
    ward,
)
from cardiology.views import reports as report_views

Addresses = list[URLPattern | URLResolver]

entrance: Addresses = [
    path("", home.home, name="home"),
    path("sign-in/", sign.LoginView.as_view(template_name="registration/sign_in.html"), name="sign_in"),
    path("sign-out/", sign.LogoutView.as_view(), name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
]

record: Addresses = [
    path("ward/", ward.ward, name="ward"),
    path("patients/search/", ward.patient_search, name="patient_search"),
    path("patients/register/", patients.register, name="patient_register"),
    path("patients/<int:patient_id>/", patients.patient, name="patient"),
    path("patients/<int:patient_id>/edit/", patients.edit, name="patient_edit"),
    path("patients/<int:patient_id>/phones/", patients.add_phone, name="add_phone"),
    path("patients/<int:patient_id>/contacts/", patients.add_contact_person, name="add_contact_person"),
    path("patients/<int:patient_id>/admit/", admissions.admit, name="admit"),
    path("admissions/<int:admission_id>/", patients.admission, name="admission"),
    path("admissions/<int:admission_id>/transfer/", admissions.transfer, name="transfer"),
    path("admissions/<int:admission_id>/discharge/", admissions.discharge, name="discharge"),
    path("admissions/<int:admission_id>/why-not/", admissions.why_not, name="why_not"),
    path("admissions/<int:admission_id>/<slug:name>/", sections.section, name="section"),
    path("admissions/<int:admission_id>/<slug:name>/<int:row_id>/draft/", sections.draft, name="draft"),
    path(
        "admissions/<int:admission_id>/<slug:name>/<int:row_id>/drop/", sections.drop_draft, name="drop_draft"
    ),
    path("record/<slug:section>/<int:row_id>/", sections.section_edit, name="section_edit"),
    path("record/<slug:section>/<int:row_id>/<slug:name>/new/", sections.part_new, name="part_new"),
    path("record/<slug:section>/<int:row_id>/history/<slug:field>/", sections.history, name="field_history"),
    path("codes/<slug:system>/", sections.codes, name="codes"),
]

reports: Addresses = [
    path("reports/", report_views.this_month, name="reports"),
    path("reports/<int:year>-<int:month>/", report_views.month, name="month"),
    path("reports/<int:year>-<int:month>.pdf", report_views.month_pdf, name="month_pdf"),
    path("reports/<int:year>-<int:month>/<slug:measure_id>/", report_views.measure, name="measure"),
    path(
        "admissions/<int:admission_id>/discharge-summary.pdf",
        report_views.discharge_summary_pdf,
        name="discharge_summary",
    ),
]

reference: Addresses = [
    path("calculators/", calculators.calculators, name="calculators"),
    path("calculators/<slug:score_id>/", calculators.calculator, name="calculator"),
    path("reference/components/", components.components, name="components"),
    path("reference/<slug:book>/", books.book, name="book"),
]

programs: Addresses = []

urlpatterns = [*entrance, *reports, *record, *reference, *programs]
