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
    ward,
)
from cardiology.views import imports as import_views
from cardiology.views import reference as reference_views
from cardiology.views import reports as report_views
from cardiology.views.findings import book as check_views
from cardiology.views.findings import inbox as inbox_views
from cardiology.views.findings import stay as finding_views
from cardiology.views.timeline import live as timeline_views

Addresses = list[URLPattern | URLResolver]

entrance: Addresses = [
    path("", home.home, name="home"),
    path("sign-in/", sign.LoginView.as_view(template_name="registration/sign_in.html"), name="sign_in"),
    path("sign-out/", sign.LogoutView.as_view(), name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
    path("password/", account.PasswordChange.as_view(), name="password_change"),
    path("i18n/setlang/", account.choose_language, name="set_language"),
]

record: Addresses = [
    path("ward/", ward.ward, name="ward"),
    path("patients/search/", patients.search, name="patient_search"),
    path("patients/new/", patients.register, name="patient_register"),
    path("patients/<int:patient_id>/", chart.patient, name="patient"),
    path("patients/<int:patient_id>/edit/", patients.edit, name="patient_edit"),
    path("patients/<int:patient_id>/add/<slug:what>/", patients.add, name="patient_add"),
    path("patients/<int:patient_id>/phones/<int:phone_id>/", patients.retire_phone, name="phone_retire"),
    path("patients/<int:patient_id>/<slug:what>/<int:row_id>/", patients.beside, name="patient_beside"),
    path("patients/<int:patient_id>/admit/", stays.admit, name="admit"),
    path("admissions/<int:admission_id>/", chart.admission, name="admission"),
    path("admissions/<int:admission_id>/edit/", stays.edit, name="admission_edit"),
    path("admissions/<int:admission_id>/transfer/", stays.transfer, name="transfer"),
    path("admissions/<int:admission_id>/results/", chart.results, name="results"),
    path("admissions/<int:admission_id>/discharge/", leaving.discharge, name="discharge"),
    path("admissions/<int:admission_id>/why-not/", leaving.why_not, name="why_not"),
    path("admissions/<int:admission_id>/checks/", finding_views.checks, name="checks"),
    path("findings/<int:finding_id>/answer/", finding_views.answer, name="finding_answer"),
    path("admissions/<int:admission_id>/<slug:section>/", sections.section_new, name="section_new"),
    path("records/<slug:section>/<int:row_id>/", sections.section_edit, name="section_edit"),
    path("records/<slug:section>/<int:row_id>/withdraw/", sections.withdraw, name="withdraw"),
    path("records/<slug:section>/<int:row_id>/add/<slug:part>/", sections.part_new, name="part_new"),
    path("records/<slug:section>/<int:row_id>/history/<slug:name>/", sections.history, name="history"),
    path(
        "drafts/<int:admission_id>/<slug:section>/<int:row_id>/<int:parent_id>/", sections.draft, name="draft"
    ),
    path("drafts/<int:admission_id>/timeline/<int:row_id>/", timeline_views.live, name="timeline_live"),
    path("codes/<slug:system>/", coded.codes, name="codes"),
]

reports: Addresses = [
    path("data-quality/", inbox_views.inbox, name="data_quality"),
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
    path("reference/", reference_views.reference, name="reference"),
    path("reference/codebook/", reference_views.codebook, name="codebook"),
    path("reference/codebook.csv", reference_views.codebook_csv, name="codebook_csv"),
    path("reference/permissions/", reference_views.permissions, name="permissions"),
    path("reference/checks/", check_views.checks_book, name="checks_book"),
    path("reference/components/", components.components, name="components"),
    path("reference/<slug:book>/", books.book, name="book"),
]

programs: Addresses = [
    path("audit/", audit_trail.trail, name="audit"),
    path("audit.csv", audit_trail.trail_csv, name="audit_csv"),
    path("import/", import_views.import_file, name="import_file"),
    path("import/problems.csv", import_views.problems, name="import_problems"),
    path("export/<slug:kind>.<slug:form>", import_views.export, name="export_rows"),
    path("api/v1/", include("cardiology.api.routes")),
]

urlpatterns = [*entrance, *record, *reports, *reference, *programs]
