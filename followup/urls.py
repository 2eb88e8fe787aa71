"""Addresses of the followup app."""

from django.urls import URLPattern, path

from followup.views import calls, escalations
from followup.views.desk import call_list, figures, inbound, plan, settings, state_book
from followup.views.reach import events, judging, messages, reports, self_report, shift

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
    path("settings/", settings.settings, name="settings"),
    path("states/", state_book.state_book, name="states"),
    path("figures/", figures.figures, name="figures"),
    path("figures/patients/", figures.behind, name="behind"),
    path("red-flags/", escalations.escalations, name="escalations"),
    path("red-flags/<int:escalation_id>/acknowledge/", escalations.acknowledge, name="acknowledge"),
    path("red-flags/<int:escalation_id>/close/", escalations.close, name="close_escalation"),
    path("red-flags/statistics/", shift.flag_statistics, name="flag_statistics"),
    path("on-call/", shift.duty, name="duty"),
    path("hand-over/", shift.handover, name="handover"),
    path("admissions/<int:admission_id>/card.pdf", shift.card_pdf, name="schedule_card"),
    path("messages/", messages.all_messages, name="all_messages"),
    path("messages/news/", messages.gateway_news, name="gateway_news"),
    path("patients/<int:patient_id>/messages/", messages.patient_messages, name="messages"),
    path("patients/<int:patient_id>/messages/choose/", messages.choose, name="choose_messages"),
    path("report/", self_report.self_report, name="self_report"),
    path("self-reports/", reports.self_reports_list, name="self_reports"),
    path("self-reports/<int:report_id>/", reports.review, name="review_report"),
    path("calls/<int:visit_id>/link/", reports.link, name="report_link"),
    path("patients/<int:patient_id>/links/revoke/", reports.revoke, name="revoke_links"),
    path("patients/<int:patient_id>/events/", events.patient_events, name="events"),
    path("patients/<int:patient_id>/vital-status/", events.vital_status, name="vital_status"),
    path("readmissions/<int:admission_id>/", events.readmission, name="readmission"),
    path("events/<int:event_id>/documents/", events.attach, name="attach"),
    path("events/<int:event_id>/judge/", events.judge, name="judge"),
    path("documents/<int:document_id>/", events.document, name="document"),
    path("adjudication/", judging.cases, name="cases"),
    path("adjudication/<int:case_id>/", judging.case, name="case"),
    path(
        "adjudication/<int:case_id>/documents/<int:document_id>/", judging.case_document, name="case_document"
    ),
]
