"""Why a visit ended or was planned anew: kept as a code, said in the language of who reads it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.registry import declared
from followup.models import CloseReason, Outcome

REASONS: dict[str, Any] = {
    "attempts": _("attempts reached nobody"),
    "window": _("window closed after %(n)s attempts"),
    "past": _("over before the pathway was opened"),
    "section": _("%(section)s was changed"),  # “section:procedure”
    **dict(Outcome.choices),
    **dict(CloseReason.choices),
}


def in_words(reason: str, *, attempts: int = 0) -> str:
    """The sentence of a code; what a person has typed as it was typed."""
    code, _colon, name = reason.partition(":")
    if code not in REASONS:
        return reason
    section = next((m.title for m in declared() if m._meta.model_name == name), name)
    return str(REASONS[code]) % {"n": attempts, "section": section}
