"""Events of the audit trail from asking questions of what is recorded; `cardiology` says them."""

from django.utils.translation import pgettext_lazy

EVENTS = (
    pgettext_lazy("audit event", "cohort frozen"),
    pgettext_lazy("audit event", "effect uncovered"),
    pgettext_lazy("audit event", "export fetched"),
    pgettext_lazy("audit event", "export refused"),
    pgettext_lazy("audit event", "package asked"),
    pgettext_lazy("audit event", "question changed"),
    pgettext_lazy("audit event", "question created"),
    pgettext_lazy("audit event", "question described"),
    pgettext_lazy("audit event", "release asked"),
    pgettext_lazy("audit event", "release file deleted"),
    pgettext_lazy("audit event", "release refused"),
    pgettext_lazy("audit event", "release reviewed"),
    pgettext_lazy("audit event", "released"),
    pgettext_lazy("audit event", "rows exported"),
    pgettext_lazy("audit event", "rows made"),
    pgettext_lazy("audit event", "run asked"),
    pgettext_lazy("audit event", "run cancelled"),
    pgettext_lazy("audit event", "run failed"),
    pgettext_lazy("audit event", "run finished"),
    pgettext_lazy("audit event", "study opened"),
    pgettext_lazy("audit event", "study packaged"),
    pgettext_lazy("audit event", "version saved"),
)
