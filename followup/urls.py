"""Addresses of the followup app."""

from django.urls import URLPattern, path

from followup.views import calls, escalations
from followup.views.desk import call_list, figures, inbound, plan

app_name = "followup"
urlpatterns: list[URLPattern] = [
    path("", call_list.call_list, name="call_list"),
    path("list.<str:form>", call_list.export, name="export"),
    path("assign/", call_list.assign, name="assign"),
    path("call-sheet.pdf", call_list.call_sheet_pdf, name="call_sheet"),
    path("find/", inbound.find, name="find"),
    path("called-us/<int:patient_id>/", inbound.answer, name="answer"),
    path("next/", calls.next_call, name="next_call"),
    path("calls/<int:visit_id>/", calls.call, name="call"),
    path("calls/<int:visit_id>/check/", calls.check, name="check"),
    path("calls/<int:visit_id>/release/", calls.release, name="release"),
    path("plans/<int:patient_id>/", plan.plan, name="plan"),
    path("visits/<int:visit_id>/edit/", plan.edit_visit, name="edit_visit"),
    path("plans/edit/<int:plan_id>/", plan.edit_plan, name="edit_plan"),
    path("plans/open/<int:admission_id>/", plan.open_pathway, name="open_pathway"),
    path("figures/", figures.figures, name="figures"),
    path("figures/patients/", figures.behind, name="behind"),
    path("red-flags/", escalations.escalations, name="escalations"),
    path("red-flags/<int:escalation_id>/acknowledge/", escalations.acknowledge, name="acknowledge"),
    path("red-flags/<int:escalation_id>/close/", escalations.close, name="close_escalation"),
]
