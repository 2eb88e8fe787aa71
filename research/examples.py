"""Ready-made questions to start from, and the blank one."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

BASICS: dict[str, Any] = {
    "age": {"age": "index"},
    "sex": {"f": "patient.sex"},
    "lvef": {"last": {"rows": "echo", "same_stay": "index"}, "get": "lvef"},
}
HISTORY: dict[str, Any] = {
    name: {"last": {"rows": "history", "same_stay": "index"}, "get": name}
    for name in ("diabetes", "hypertension")
}
RAS = ["acei", "arb", "arni"]


@dataclass(frozen=True)
class Example:
    """A question that is often asked: title, what it shows, definition without a data cut."""

    id: str
    title: Any
    text: Any
    definition: dict[str, Any]

    def said(self) -> dict[str, Any]:
        """The definition with its criteria named in the language of who asks."""
        named = [{**c, "name": str(c["name"])} for c in self.definition["criteria"]]
        return {**self.definition, "criteria": named}


def _stays(category: str) -> dict[str, Any]:
    return {"rows": "stay", "where": {"=": [{"f": "category"}, category]}}


EXAMPLES = (
    Example(
        "stemi",
        _("STEMI: who they are and how they fare"),
        _("The first STEMI stay of each adult. Table 1 by diabetes, survival after admission."),
        {
            "index": {"of": _stays("stemi"), "pick": "first"},
            "criteria": [{"name": _("18 years or older"), "include": {">=": [{"age": "index"}, 18]}}],
            "variables": {**BASICS, **HISTORY},
        },
    ),
    Example(
        "pci_low_lvef",
        _("PCI with reduced LVEF and no ACE inhibitor, ARB or ARNI"),
        _("The first PCI of each patient, LVEF below 40 % within 30 days, none of these at discharge."),
        {
            "index": {"of": {"rows": "procedure", "where": {"=": [{"f": "kind"}, "pci"]}}, "pick": "first"},
            "criteria": [
                {
                    "name": _("LVEF < 40 % within 30 days"),
                    "include": {"<": [{"first": {"rows": "echo", "in": {"of": "index", "days": [-2, 30]}},
                                       "get": "lvef"}, 40]},
                },
                {
                    "name": _("ACE inhibitor, ARB or ARNI at discharge"),
                    "exclude": {"has": {"rows": "medication", "same_stay": "index", "where": {"all": [
                        {"=": [{"f": "phase"}, "discharge"]}, {"in": [{"f": "drug_class"}, RAS]}]}}},
                },
            ],
            "variables": BASICS,
        },
    ),
    Example(
        "hf_readmission",
        _("Heart failure: admitted again within 30 days"),
        _("Every stay for heart failure that ended alive and was followed by another within 30 days."),
        {
            "index": {"of": _stays("hf"), "pick": "each"},
            "criteria": [
                {"name": _("Died in hospital"), "exclude": {"=": [{"f": "index.disposition"}, "died"]}},
                {
                    "name": _("Admitted again within 30 days"),
                    "include": {"has": {"rows": "stay", "in": {"of": "index.end", "days": [1, 30]},
                                        "must_observe": True}},
                },
            ],
            "variables": BASICS,
        },
    ),
)  # fmt: skip

BLANK: dict[str, Any] = {"index": {"of": {"rows": "stay"}, "pick": "first"}, "criteria": [],
                         "variables": {"age": BASICS["age"], "sex": BASICS["sex"]}}  # fmt: skip
