"""The cardiology app: the patient, the stay, the record, and the language that all apps speak."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CardiologyConfig(AppConfig):
    name = "cardiology"
    verbose_name = _("Cardiology")

    def ready(self) -> None:
        from cardiology import timeline_forms  # noqa: F401  (the timeline has a form of its own)
        from cardiology.dictionary.checks import check_variables

        checks.register(check_variables)
        _open_places()


def _open_places() -> None:
    """What this app adds to the navigation and to the documents of a stay."""
    from cardiology.access import Permission
    from cardiology.registries import Document, Place, add_place, documents

    add_place(Place(_("Ward"), "ward", Permission.READ_RECORDS, order=10))
    add_place(Place(_("Reports"), "reports", Permission.READ_REPORTS, order=40))
    add_place(Place(_("Data quality"), "data_quality", Permission.READ_DATA_QUALITY, order=45))
    add_place(Place(_("Import"), "import_file", Permission.IMPORT, order=60))
    add_place(Place(_("Audit trail"), "audit", Permission.READ_AUDIT, order=65))
    add_place(Place(_("Administration"), "admin:index", Permission.MANAGE_STAFF, order=80))
    add_place(Place(_("Reference works"), "reference", None, order=70))
    documents.append(Document(_("Discharge summary"), "discharge_summary", Permission.READ_RECORDS))
