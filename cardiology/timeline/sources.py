"""Where a time was read, how sure it is, and whose clock has to be put right."""

from django.utils.translation import gettext_lazy as _

# Of these the clock may be ahead of the hospital's: the variable that says by how many minutes.
CLOCKS = {
    "monitor": "monitor_clock",
    "ecg": "ecg_clock",
    "angiography": "angiography_clock",
    "ems": "ems_clock",
}
SOURCES = (
    ("", _("Hospital clock")),
    ("monitor", _("Monitor")),
    ("ecg", _("ECG machine")),
    ("angiography", _("Angiography system")),
    ("ems", _("Ambulance")),
    ("paper", _("Paper")),
    ("patient", _("Patient or relative")),
)
ESTIMATED = "estimated"
EXACT = ("", _("Exact"))
ABOUT = (ESTIMATED, _("Estimated"))
