"""Addresses of the cardiology app, by room."""

from django.contrib.auth import views as sign
from django.urls import URLPattern, URLResolver, include, path

from cardiology.views import books, components, home
from cardiology.views import reports as report_views

Addresses = list[URLPattern | URLResolver]

entrance: Addresses = [
    path("", home.home, name="home"),
    path("sign-in/", sign.LoginView.as_view(template_name="registration/sign_in.html"), name="sign_in"),
    path("sign-out/", sign.LogoutView.as_view(), name="sign_out"),
    path("i18n/", include("django.conf.urls.i18n")),
]

record: Addresses = []

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
    path("reference/components/", components.components, name="components"),
    path("reference/<slug:book>/", books.book, name="book"),
]

programs: Addresses = []

urlpatterns = [*entrance, *record, *reports, *reference, *programs]
