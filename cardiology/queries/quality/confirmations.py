"""Which definitions the department has compared with the document that they cite."""

from django.db.models import QuerySet

from cardiology.guidance import RULES
from cardiology.models import Confirmation, Hospital
from cardiology.quality import MEASURES
from cardiology.registries import counted_measures
from cardiology.scores import SCORES

KINDS = ("measure", "score", "rule")
BOOK_OF = {"measure": "measures", "score": "scores", "rule": "rules"}


def version_of(kind: str, subject: str) -> str | None:
    """The version in which a definition stands now; None where there is no such definition."""
    if kind == "score":
        return SCORES[subject].version if subject in SCORES else None
    if kind == "rule":
        return f"{RULES[subject].reviewed:%Y-%m-%d}" if subject in RULES else None
    found = MEASURES.get(subject) or counted_measures.get(subject) if kind == "measure" else None
    return found.version if found else None


def standing(hospital: Hospital | int | None, kind: str) -> QuerySet[Confirmation]:
    """The confirmations of a kind that were not withdrawn, of whatever version."""
    return Confirmation.objects.filter(hospital=hospital, kind=kind, withdrawn_at=None).select_related("by")


def confirmed(hospital: Hospital | int | None, kind: str) -> set[str]:
    """The definitions of a kind that are confirmed in the version in which they stand now."""
    found = standing(hospital, kind).values_list("subject", "version")
    return {subject for subject, version in found if version_of(kind, subject) == version}
