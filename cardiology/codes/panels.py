"""The order in which laboratory tests are read: panels, and the tests of each."""

from django.utils.translation import gettext_lazy as _

PANELS = {
    "heart": (_("Heart muscle"), ("hstni", "hstnt", "tni", "tnt", "ckmb", "ckmba", "myo", "ck", "ldh")),
    "natriuretic": (_("Natriuretic peptides"), ("ntbnp", "bnp")),
    "kidney": (_("Kidney"), ("cr", "egfr", "cysc", "urea", "ua", "acr")),
    "electrolytes": (_("Electrolytes"), ("k", "na", "cl", "hco3", "mg", "ca", "phos")),
    "blood": (_("Blood count"), ("hb", "rbc", "hct", "wbc", "neutp", "lymph", "plt")),
    "coagulation": (_("Coagulation"), ("inr", "pt", "aptt", "fib", "ddi", "ddid")),
    "lipids": (
        _("Lipids"),
        ("tc", "ldl", "ldld", "hdl", "nhdl", "tg", "lpa", "lpam", "apob", "apoa1", "hcy"),
    ),
    "glucose": (_("Glucose"), ("glu", "gluf", "hba1c", "hba1ci")),
    "liver": (_("Liver and protein"), ("alt", "ast", "ggt", "alp", "tbil", "dbil", "alb", "tp")),
    "inflammation": (_("Inflammation"), ("crp", "hscrp", "pct")),
    "gas": (_("Blood gas"), ("ph", "pco2", "po2", "abhco3", "lac")),
    "iron": (_("Iron"), ("fer", "fe", "tsat")),
    "thyroid": (_("Thyroid"), ("tsh", "ft4", "ft3")),
    "drugs": (_("Drug levels"), ("dig",)),
}
OTHER = "other"
_PLACES = {test: (panel, i) for panel, (_label, tests) in PANELS.items() for i, test in enumerate(tests)}
_ORDER = {panel: i for i, panel in enumerate(PANELS)}


def panel_of(test: str) -> str:
    """The panel of a test; what no panel names is in the last one."""
    return _PLACES.get(test, (OTHER, 0))[0]


def place(test: str) -> tuple[int, int, str]:
    """Where a test stands among all tests."""
    panel, at = _PLACES.get(test, (OTHER, 0))
    return _ORDER.get(panel, len(_ORDER)), at, test
