"""Words that are offered for tags where a department has made no list of its own, and how long each holds."""

from django.utils.translation import gettext, gettext_noop

OFFERED = {
    gettext_noop("Nil by mouth"): "noon",
    gettext_noop("Needs echo"): "shift",
    gettext_noop("Watch closely"): "shift",
    gettext_noop("Puncture site"): "shift",
    gettext_noop("Bed rest"): "morning",
    gettext_noop("Fluid balance"): "morning",
    gettext_noop("Risk of falling"): "morning",
}


def shown(word: str) -> str:
    """A stored word in the language of the reader; what a department or a person wrote stays as it is."""
    return gettext(word) if word in OFFERED else word
