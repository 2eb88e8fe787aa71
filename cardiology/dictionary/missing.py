"""Why a value is not there. An empty cell would mean six things; here each has its own word."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Missing(TextChoices):
    """Reason that a variable has no value; "not recorded" is what an untouched variable is."""

    NOT_DONE = "not_done", _("Not done")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    UNKNOWN = "unknown", _("Unknown")
    DECLINED = "declined", _("Declined")
    PENDING = "pending", _("Pending")
    NOT_RECORDED = "not_recorded", _("Not recorded")


class YesNo(TextChoices):
    """The four answers to a yes/no question; the last two are different things."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")
    NOT_ASKED = "not_asked", _("Not asked")
