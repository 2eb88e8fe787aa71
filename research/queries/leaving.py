"""What a release says of itself: its checks in words, its log, its file of tables and figures."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.models import AuditEvent
from research.disclosure import CAREFUL
from research.models import Release
from research.queries import extract, files
from research.queries.files import known_of

__all__ = ["archive", "checks", "known_of", "log", "mark"]

CHECKS = {
    "apart": gettext_lazy("No earlier release differs from this one by only a few patients"),
    "identifiers": gettext_lazy("No names, numbers, dates or free text"),
    "consent": gettext_lazy("Nobody is in it who declined research"),
    "rarest": gettext_lazy("At least 5 patients are alike in age band, sex and year"),
    "ethics": gettext_lazy("The number of the ethics approval is given"),
    "counts": gettext_lazy("Counts below 10 are withheld, others rounded to 5"),
    "enough": gettext_lazy("At least 10 patients stand behind it"),
    "gate": gettext_lazy("The diagnostics of the comparison hold"),
    "saved": gettext_lazy("It rests on a saved version"),
}
EVENTS = {
    "rows made": gettext_lazy("rows made"),
    "release asked": gettext_lazy("asked for"),
    "release reviewed": gettext_lazy("reviewed"),
    "released": gettext_lazy("released"),
    "release refused": gettext_lazy("refused"),
    "export fetched": gettext_lazy("fetched"),
}


def mark(release: Release) -> str:
    """Whose it is, in one line: stands in every file that leaves."""
    study = release.question.study or release.question.title
    told = _(
        "Release no. %(number)s · %(study)s · for %(who)s, %(hospital)s · asked on %(day)s · until %(until)s"
    )
    return told % {
        "number": release.pk, "study": study, "who": release.made_by, "hospital": release.hospital,
        "day": timezone.localtime(release.made_at).date().isoformat(),
        "until": release.expires_on.isoformat() if release.expires_on else "–",
    }  # fmt: skip


def checks(release: Release) -> list[dict[str, Any]]:
    """What was checked by itself, in words."""
    return [{"label": CHECKS[c["code"]], "holds": c["holds"], "more": _more(c)} for c in release.checks]


def _more(check: dict[str, Any]) -> str:
    code = check["code"]
    if code == "rarest":
        return _("smallest group %(smallest)s, alone in theirs %(alone)s") % check
    if code == "identifiers" and check["left_out"]:
        return _("left out: %(names)s") % {"names": ", ".join(check["left_out"])}
    if code == "consent" and check["withheld"]:
        return _("rows left out: %(withheld)s") % check
    if code == "gate" and check["uncovered"]:
        return _("shown nevertheless, which is recorded")
    return ""


def log(release: Release) -> list[dict[str, Any]]:
    """Every step of a release: what, who, when."""
    found = AuditEvent.objects.filter(about="research.release", about_id=release.pk, event__in=EVENTS)
    return [{"event": EVENTS[e.event], "who": e.by_username, "at": e.at} for e in found.order_by("at", "pk")]


def archive(release: Release) -> bytes:
    """The file of tables and figures, exactly as they may be read outside."""
    told = mark(release)
    return extract.zipped({
        **files.results(release.run, CAREFUL, told),
        **files.definition_files(release.run.definition, release.hospital_id),
        "about.json": extract.as_json(files.about(release.run)),
        "RELEASE.txt": f"{told}\n",
    })  # fmt: skip
