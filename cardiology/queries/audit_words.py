"""What the audit trail says to a person: the stored names of events, rows and ways in, in their language.

The trail stores plain English names that never change; here each is said. The two higher apps name theirs
in a module like this one, and `pgettext` finds them by the stored name.
"""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

EVENTS = (
    pgettext_lazy("audit event", "admitted"),
    pgettext_lazy("audit event", "advice answered"),
    pgettext_lazy("audit event", "amended"),
    pgettext_lazy("audit event", "audit trail exported"),
    pgettext_lazy("audit event", "audit trail opened"),
    pgettext_lazy("audit event", "bed blocked"),
    pgettext_lazy("audit event", "bed unblocked"),
    pgettext_lazy("audit event", "board asked for anew"),
    pgettext_lazy("audit event", "board chosen"),
    pgettext_lazy("audit event", "board letter asked for"),
    pgettext_lazy("audit event", "board letter cancelled"),
    pgettext_lazy("audit event", "board printed"),
    pgettext_lazy("audit event", "cases exported"),
    pgettext_lazy("audit event", "check answered"),
    pgettext_lazy("audit event", "coded"),
    pgettext_lazy("audit event", "confirmation withdrawn"),
    pgettext_lazy("audit event", "document added"),
    pgettext_lazy("audit event", "document signed"),
    pgettext_lazy("audit event", "document withdrawn"),
    pgettext_lazy("audit event", "consent recorded"),
    pgettext_lazy("audit event", "consent text written"),
    pgettext_lazy("audit event", "critical limit set"),
    pgettext_lazy("audit event", "warning limit set"),
    pgettext_lazy("audit event", "critical result acknowledged"),
    pgettext_lazy("audit event", "critical result rose"),
    pgettext_lazy("audit event", "data quality opened"),
    pgettext_lazy("audit event", "death reported"),
    pgettext_lazy("audit event", "definition confirmed"),
    pgettext_lazy("audit event", "denied"),
    pgettext_lazy("audit event", "discharged"),
    pgettext_lazy("audit event", "emergency access opened"),
    pgettext_lazy("audit event", "emergency access reviewed"),
    pgettext_lazy("audit event", "emergency search"),
    pgettext_lazy("audit event", "extract asked for"),
    pgettext_lazy("audit event", "extract cancelled"),
    pgettext_lazy("audit event", "extract expired"),
    pgettext_lazy("audit event", "extract failed"),
    pgettext_lazy("audit event", "extract written"),
    pgettext_lazy("audit event", "file accepted"),
    pgettext_lazy("audit event", "keys rotated"),
    pgettext_lazy("audit event", "file put away"),
    pgettext_lazy("audit event", "file sent"),
    pgettext_lazy("audit event", "file work failed"),
    pgettext_lazy("audit event", "guideline packs chosen"),
    pgettext_lazy("audit event", "handover list printed"),
    pgettext_lazy("audit event", "hard stop overridden"),
    pgettext_lazy("audit event", "hard stop"),
    pgettext_lazy("audit event", "import undone"),
    pgettext_lazy("audit event", "imported"),
    pgettext_lazy("audit event", "language chosen"),
    pgettext_lazy("audit event", "measure opened"),
    pgettext_lazy("audit event", "merge asked for"),
    pgettext_lazy("audit event", "merge refused"),
    pgettext_lazy("audit event", "merge undone"),
    pgettext_lazy("audit event", "merged"),
    pgettext_lazy("audit event", "moved"),
    pgettext_lazy("audit event", "opened"),
    pgettext_lazy("audit event", "password changed"),
    pgettext_lazy("audit event", "phone added"),
    pgettext_lazy("audit event", "phone not valid"),
    pgettext_lazy("audit event", "phone valid again"),
    pgettext_lazy("audit event", "re-abstraction drawn"),
    pgettext_lazy("audit event", "re-abstraction entered"),
    pgettext_lazy("audit event", "re-abstraction opened"),
    pgettext_lazy("audit event", "recoded"),
    pgettext_lazy("audit event", "record copied"),
    pgettext_lazy("audit event", "recorded"),
    pgettext_lazy("audit event", "recovery code used"),
    pgettext_lazy("audit event", "recovery codes renewed"),
    pgettext_lazy("audit event", "registered despite likeness"),
    pgettext_lazy("audit event", "registered"),
    pgettext_lazy("audit event", "report printed"),
    pgettext_lazy("audit event", "rows exported"),
    pgettext_lazy("audit event", "score kept"),
    pgettext_lazy("audit event", "screen locked"),
    pgettext_lazy("audit event", "screen unlocked"),
    pgettext_lazy("audit event", "second factor removed"),
    pgettext_lazy("audit event", "second factor rests"),
    pgettext_lazy("audit event", "second factor set up"),
    pgettext_lazy("audit event", "session ended"),
    pgettext_lazy("audit event", "sessions ended"),
    pgettext_lazy("audit event", "sign-in refused"),
    pgettext_lazy("audit event", "signed in"),
    pgettext_lazy("audit event", "tag put on"),
    pgettext_lazy("audit event", "tag taken off"),
    pgettext_lazy("audit event", "taken back"),
    pgettext_lazy("audit event", "task planned"),
    pgettext_lazy("audit event", "too often"),
    pgettext_lazy("audit event", "undoing asked"),
    pgettext_lazy("audit event", "withdrawn"),
)

WAYS = (
    pgettext_lazy("way in", "admin"),
    pgettext_lazy("way in", "api"),
    pgettext_lazy("way in", "call"),
    pgettext_lazy("way in", "command"),
    pgettext_lazy("way in", "emergency"),
    pgettext_lazy("way in", "export"),
    pgettext_lazy("way in", "import"),
    pgettext_lazy("way in", "pdf"),
    pgettext_lazy("way in", "sweep"),
    pgettext_lazy("way in", "web"),
    pgettext_lazy("way in", "worker"),
)


def event_said(stored: str) -> str:
    """An event as a person reads it: "laboratoryresult amended" names its row as the record does."""
    said = pgettext("audit event", stored)
    of_model, _space, verb = stored.partition(" ")
    model = next((m for m in apps.get_models() if m._meta.model_name == of_model), None)
    if said != stored or model is None:
        return said
    verbs = {
        "added": _("%(row)s added"), "amended": _("%(row)s amended"), "deleted": _("%(row)s deleted"),
        "removed": _("%(row)s removed"), "password set": _("%(row)s: password set"),
        "done": _("%(row)s done"), "dropped": _("%(row)s dropped"), "taken back": _("%(row)s: taken back"),
    }  # fmt: skip
    return verbs[verb] % {"row": model._meta.verbose_name} if verb in verbs else stored


def person_said(stored: str) -> str:
    """Who it was; what no person did was the system's own work."""
    return pgettext("audit trail", "system") if stored == "system" else stored


def way_said(stored: str) -> str:
    """Through what it was done."""
    return pgettext("way in", stored) if stored else ""


def row_said(stored: str, pk: int | None) -> str:
    """The row that an event is about, with its number."""
    model = _model(stored)
    return f"{model._meta.verbose_name if model else stored.rpartition('.')[2]} {pk or ''}".strip()


def field_said(stored: str, name: str) -> str:
    """The label of what was changed."""
    model = _model(stored)
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name)) if model else name
    except FieldDoesNotExist:
        return name


def _model(stored: str) -> type[Model] | None:
    try:
        return apps.get_model(stored)
    except (LookupError, ValueError):  # an older name, or about nothing
        return None
