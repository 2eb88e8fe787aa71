"""The worked examples of the follow-up measures, with the words of their columns and answers."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cardiology.registries import Examples
from followup import definitions
from followup.models import VisitState

EXAMPLES = Examples(
    "measures",
    Path(definitions.__file__).parent / "examples/measures.md",
    columns={
        "state": _("State of the visit"), "opens_on": _("Window opens"), "closes_on": _("Window closes"),
        "done_on": _("Completed on"), "merged": _("Called together with another"),
        "opened_on": _("Plan opened"), "closed_on": _("Plan closed"), "lost_on": _("Lost since"),
        "severity": _("How urgent"), "acknowledged_after": _("Acknowledged after (minutes)"),
        "pathway": _("Pathway"), "visit": _("Visit"), "pci": _("PCI"), "called_on": _("First called"),
    },
    answers={
        "state": dict(VisitState.choices),
        "severity": {"critical": _("Critical"), "warn": _("Warning")},
        "pathway": {"acs": _("ACS or PCI"), "hf": _("Heart failure")},
        "visit": {"6m": _("6 months"), "12m": _("12 months")},
    },
)  # fmt: skip
