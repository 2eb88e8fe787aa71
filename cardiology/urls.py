"""Addresses of the cardiology app, by room."""

from django.urls import URLPattern, URLResolver, include, path

from cardiology.views import (
    account,
    audit_trail,
    books,
    calculators,
    chart,
    coded,
    components,
    documents,
    health,
    home,
    leaving,
    patients,
    sections,
    stays,
)
from cardiology.views import reference as reference_views
from cardiology.views import reports as report_views
from cardiology.views.board import beds, handover, stay_round, ward
from cardiology.views.cath import document as cath_document
from cardiology.views.cath import report as cath_report
from cardiology.views.course import course, printed
from cardiology.views.drugs import classes, reconciliation, table
from cardiology.views.emergency import reading as emergency_views
from cardiology.views.emergency import reviews as emergency_reviews
from cardiology.views.entry import coding, copies, grids, keeping, reading
from cardiology.views.files import batches as batch_views
from cardiology.views.files import exports as export_views
from cardiology.views.files import extracts as extract_views
from cardiology.views.files import imports as import_views
from cardiology.views.findings import book as check_views
from cardiology.views.findings import inbox as inbox_views
from cardiology.views.findings import second_entry as second_views
from cardiology.views.findings import stay as finding_views
from cardiology.views.guidance import advice as advice_views
from cardiology.views.guidance import critical as critical_views
from cardiology.views.guidance import scores as score_views
from cardiology.views.identity import consents, copied, merging, registering
from cardiology.views.quality import board as board_views
from cardiology.views.timeline import live as timeline_views
from cardiology.views.trust import accounts as account_views
from cardiology.views.trust import factor, locking, signing, signing_in, watching

Addresses = list[URLPattern | URLResolver]

entrance: Addresses = [
    path("", home.home, name="home"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/code/", signing_in.code, name="sign_in_code"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign_out"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", watching.figures, name="metrics"),
    path("staff/parts/", watching.parts, name="parts"),
    path("password/", account.PasswordChange.as_view(), name="password_change"),
    path("i18n/setlang/", account.choose_language, name="set_language"),
    path("lock/", locking.lock, name="lock"),
    path("unlock/", locking.unlock, name="unlock"),
    path("account/second-factor/", factor.factor, name="second_factor"),
    path("account/second-factor/codes/", factor.renew, name="recovery_codes"),
    path("account/second-factor/remove/", factor.remove, name="second_factor_remove"),
    path("account/sessions/", account_views.sessions, name="sessions"),
    path("account/sessions/end/", account_views.end_session, name="session_end"),
    path("staff/accounts/", account_views.accounts, name="accounts"),
    path("staff/<int:user_id>/sessions/end/", account_views.end_sessions, name="staff_sessions_end"),
    path("staff/<int:user_id>/second-factor/reset/", account_views.reset_factor, name="factor_reset"),
]

board: Addresses = [
    path("ward/", ward.ward, name="ward"),
    path("ward/news/", ward.ward_news, name="ward_news"),
    path("ward/beds/", beds.board, name="ward_beds"),
    path("ward/tasks/", ward.ward_tasks, name="ward_tasks"),
    path("ward/handover.pdf", handover.handover_pdf, name="handover"),
    path("beds/<int:bed_id>/block/", beds.block, name="bed_block"),
    path("admissions/<int:admission_id>/line/", ward.line, name="ward_line"),
    path("admissions/<int:admission_id>/move/", beds.move, name="move"),
    path("admissions/<int:admission_id>/round/", stay_round.round_of, name="round"),
    path("admissions/<int:admission_id>/planned/", stay_round.plan_discharge, name="plan_discharge"),
    path("admissions/<int:admission_id>/tags/", stay_round.put_tag, name="tag_put"),
    path("admissions/<int:admission_id>/tasks/", stay_round.plan_task, name="task_plan"),
    path("tags/<int:tag_id>/end/", stay_round.take_off_tag, name="tag_end"),
    path("tasks/<int:task_id>/<slug:ending>/", stay_round.settle_task, name="task_settle"),
]

record: Addresses = [
    path("patients/search/", patients.search, name="patient_search"),
    path("patients/new/", registering.register, name="patient_register"),
    path("patients/alike/", registering.alike, name="patient_alike"),
    path("patients/<int:patient_id>/", chart.patient, name="patient"),
    path("patients/<int:patient_id>/edit/", patients.edit, name="patient_edit"),
    path("patients/<int:patient_id>/add/<slug:what>/", patients.add, name="patient_add"),
    path("patients/<int:patient_id>/phones/<int:phone_id>/", patients.retire_phone, name="phone_retire"),
    path("patients/<int:patient_id>/<slug:what>/<int:row_id>/", patients.beside, name="patient_beside"),
    path("patients/<int:patient_id>/admit/", stays.admit, name="admit"),
    path("admissions/<int:admission_id>/", chart.admission, name="admission"),
    path("admissions/<int:admission_id>/edit/", stays.edit, name="admission_edit"),
    path("admissions/<int:admission_id>/transfer/", stays.transfer, name="transfer"),
    path("admissions/<int:admission_id>/course/", course.course, name="course"),
    path("admissions/<int:admission_id>/results/", course.results, name="results"),
    path("admissions/<int:admission_id>/vital-signs/", course.vital_signs, name="vital_signs"),
    path("admissions/<int:admission_id>/chart.pdf", printed.chart_pdf, name="chart_pdf"),
    path("admissions/<int:admission_id>/discharge/", leaving.discharge, name="discharge"),
    path("admissions/<int:admission_id>/signatures/", signing.summary, name="sign_summary"),
    path("admissions/<int:admission_id>/checks/", finding_views.checks, name="checks"),
    path("findings/<int:finding_id>/answer/", finding_views.answer, name="finding_answer"),
    path("admissions/<int:admission_id>/drugs/take-over/", reconciliation.take_over, name="take_over"),
    path("admissions/<int:admission_id>/drugs/stop/", reconciliation.stop, name="home_stop"),
    path("admissions/<int:admission_id>/drugs/confirm/", reconciliation.confirm, name="home_confirm"),
    path("admissions/<int:admission_id>/drugs/<slug:phase>/", table.drugs, name="drugs"),
    path("admissions/<int:admission_id>/drugs/<slug:phase>/<slug:family>/", classes.why_not, name="why_not"),
    path("admissions/<int:admission_id>/vitals/grid/", grids.vitals_grid, name="vitals_grid"),
    path("admissions/<int:admission_id>/home-drugs/", copies.take_drugs, name="take_drugs"),
    path("admissions/<int:admission_id>/labs/grid/", grids.labs_grid, name="labs_grid"),
    path("admissions/<int:admission_id>/<slug:section>/", sections.section_new, name="section_new"),
    path("records/<slug:section>/<int:row_id>/", sections.section_edit, name="section_edit"),
    path("records/<slug:section>/<int:row_id>/withdraw/", sections.withdraw, name="withdraw"),
    path("records/<slug:section>/<int:row_id>/documents/", documents.attach, name="document_attach"),
    path("documents/<int:paper_id>/", documents.document, name="document"),
    path("documents/<int:paper_id>/withdraw/", documents.withdraw, name="document_withdraw"),
    path("records/<slug:section>/<int:row_id>/add/<slug:part>/", sections.part_new, name="part_new"),
    path("records/<slug:section>/<int:row_id>/history/<slug:name>/", sections.history, name="history"),
    path(
        "drafts/<int:admission_id>/<slug:section>/<int:row_id>/<int:parent_id>/", keeping.draft, name="draft"
    ),
    path("drafts/<int:admission_id>/timeline/<int:row_id>/", timeline_views.live, name="timeline_live"),
    path("drafts/<int:draft_id>/discard/", keeping.discard, name="draft_discard"),
    path("typed/<slug:section>/<slug:name>/", reading.typed, name="typed"),
    path("session/", keeping.session, name="session"),
    path("coding/", coding.coding, name="coding"),
    path("codes/<slug:system>/", coded.codes, name="codes"),
]

CATH, ROW = "records/procedure/<int:row_id>/report", "<slug:part>/<int:parent_id>/<int:part_id>"
catheterisation: Addresses = [
    path(f"{CATH}/", cath_report.report, name="cath_report"),
    path(f"{CATH}/rest/", cath_report.rest, name="cath_rest"),
    path(f"{CATH}/{ROW}/", cath_report.part, name="cath_part"),
    path(f"{CATH}/{ROW}/withdraw/", cath_report.withdraw, name="cath_withdraw"),
    path(f"{CATH}/{ROW}/draft/", cath_report.draft, name="cath_draft"),
    path(f"{CATH}.pdf", cath_document.report_pdf, name="cath_report_pdf"),
    path("records/procedure/<int:row_id>/signatures/", signing.report, name="sign_report"),
]

identity: Addresses = [
    path("patients/<int:patient_id>/consents/", consents.consents, name="consents"),
    path("patients/<int:patient_id>/copy.pdf", copied.paper, name="record_copy"),
    path("patients/<int:patient_id>/copy.json", copied.values, name="record_copy_values"),
    path("patients/<int:patient_id>/merge/", merging.find, name="merge_find"),
    path("patients/<int:patient_id>/merge/<int:other_id>/", merging.ask, name="merge_ask"),
    path("merges/", merging.merges, name="merges"),
    path("merges/<int:merge_id>/", merging.merge, name="merge"),
    path("consent-texts/", consents.texts, name="consent_texts"),
]

emergency: Addresses = [
    path("emergency/", emergency_views.find, name="emergency"),
    path("emergency/open/", emergency_views.begin, name="emergency_open"),
    path("emergency/<int:access_id>/", emergency_views.record, name="emergency_record"),
    path("emergency/reviews/", emergency_reviews.reviews, name="emergency_reviews"),
    path("emergency/reviews/<int:access_id>/", emergency_reviews.review, name="emergency_review"),
]

guidance: Addresses = [
    path("admissions/<int:admission_id>/advice/<slug:rule>/", advice_views.answer, name="advice_answer"),
    path("admissions/<int:admission_id>/scores/keep/", score_views.keep, name="scores_keep"),
    path("reports/advice/", advice_views.told, name="advice_told"),
    path("reports/advice/packs/", advice_views.packs, name="guideline_packs"),
    path("critical/", critical_views.critical, name="critical"),
    path("critical/badge/", critical_views.badge, name="critical_badge"),
    path("critical/limits/", critical_views.limits, name="critical_limits"),
    path("critical/<int:call_id>/acknowledge/", critical_views.acknowledge, name="critical_acknowledge"),
]

reports: Addresses = [
    path("reports/board/", board_views.board, name="board"),
    path("reports/board.<slug:form>", board_views.board_file, name="board_file"),
    path("reports/board/choose/", board_views.choose, name="board_choice"),
    path("reports/board/chest-pain.xlsx", board_views.cases, name="board_cases"),
    path("reports/board/recount/", board_views.recount, name="board_recount"),
    path("reports/board/letter/", board_views.subscribe, name="board_letter"),
    path("reports/board/<slug:subject>/", board_views.subject, name="board_subject"),
    path("data-quality/", inbox_views.inbox, name="data_quality"),
    path("data-quality/second-entry/", second_views.page, name="second_entry"),
    path("data-quality/second-entry/draw/", second_views.draw, name="second_entry_draw"),
    path("data-quality/second-entry/<int:entry_id>/", second_views.enter, name="second_entry_form"),
    path("data-quality/second-entry/<int:entry_id>/draft/", second_views.keep, name="second_entry_draft"),
    path("reports/", report_views.this_month, name="reports"),
    path("reports/<int:year>-<int:month>/", report_views.month, name="month"),
    path("reports/<int:year>-<int:month>.pdf", report_views.month_pdf, name="month_pdf"),
    path("reports/<int:year>-<int:month>/<slug:measure_id>/", report_views.measure, name="measure"),
    path(
        "admissions/<int:admission_id>/discharge-summary.pdf",
        report_views.discharge_summary_pdf,
        name="discharge_summary",
    ),
    path(
        "admissions/<int:admission_id>/discharge-summary.html",
        report_views.discharge_summary_page,
        name="discharge_summary_page",
    ),
]

reference: Addresses = [
    path("calculators/", calculators.calculators, name="calculators"),
    path("calculators/<slug:score_id>/", calculators.calculator, name="calculator"),
    path("reference/", reference_views.reference, name="reference"),
    path("reference/codebook/", reference_views.codebook, name="codebook"),
    path("reference/codebook.csv", reference_views.codebook_csv, name="codebook_csv"),
    path("reference/permissions/", reference_views.permissions, name="permissions"),
    path("reference/hazards/", reference_views.hazards, name="hazards"),
    path("reference/checks/", check_views.checks_book, name="checks_book"),
    path("reference/components/", components.components, name="components"),
    path("reference/<slug:book>/", books.book, name="book"),
    path("reference/<slug:book>/print.pdf", books.book_pdf, name="book_pdf"),
    path("reference/<slug:book>/<slug:subject>/confirm/", books.confirm, name="definition_confirm"),
]

programs: Addresses = [
    path("audit/", audit_trail.trail, name="audit"),
    path("audit.csv", audit_trail.trail_csv, name="audit_csv"),
    path("audit.json", audit_trail.trail_fhir, name="audit_fhir"),
    path("api/v1/", include("cardiology.api.routes")),
]

files: Addresses = [
    path("import/", import_views.import_file, name="import_file"),
    path("import/templates/<slug:kind>.<slug:form>", import_views.import_template, name="import_template"),
    path("import/batches/", batch_views.import_batches, name="import_batches"),
    path("import/<int:batch_id>/", batch_views.import_batch, name="import_batch"),
    path("import/<int:batch_id>/decide/", batch_views.import_decide, name="import_decide"),
    path("import/<int:batch_id>/undo/", batch_views.import_undo, name="import_undo"),
    path("import/<int:batch_id>/rows-to-fix.<slug:form>", batch_views.import_wrong, name="import_wrong"),
    path("export/", export_views.export_page, name="export_page"),
    path("export/extracts/<int:extract_id>/", extract_views.extract_fetch, name="extract_fetch"),
    path("export/extracts/<int:extract_id>/cancel/", extract_views.extract_cancel, name="extract_cancel"),
    path("export/all-<slug:form>.zip", export_views.export_all, name="export_all"),
    path("export/<slug:kind>.<slug:form>", export_views.export_rows, name="export_rows"),
]

urlpatterns = [
    *entrance, *board, *catheterisation, *emergency, *guidance, *identity, *record, *reports, *reference,
    *files, *programs,
]  # fmt: skip
