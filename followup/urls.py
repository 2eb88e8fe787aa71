"""Addresses of the followup app."""

from django.urls import URLPattern, path

from followup.views import calls, escalations

app_name = "followup"
urlpatterns: list[URLPattern] = [
    path("", calls.call_list, name="call_list"),
    path("find/", calls.find, name="find"),
    path("call-sheet.pdf", calls.call_sheet_pdf, name="call_sheet"),
    path("next/", calls.next_call, name="next_call"),
    path("calls/<int:visit_id>/", calls.call, name="call"),
    path("calls/<int:visit_id>/check/", calls.check, name="check"),
    path("calls/<int:visit_id>/release/", calls.release, name="release"),
    path("red-flags/", escalations.escalations, name="escalations"),
    path("red-flags/<int:escalation_id>/acknowledge/", escalations.acknowledge, name="acknowledge"),
    path("red-flags/<int:escalation_id>/close/", escalations.close, name="close_escalation"),
]
