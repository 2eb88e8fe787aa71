"""The cardiology app: the patient, the stay, the record, and the language that all apps speak."""

from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from cardiology import tracing


class CardiologyConfig(AppConfig):
    name = "cardiology"
    verbose_name = _("Cardiology")

    def ready(self) -> None:
        connection_created.connect(tracing.watch)
        from cardiology import complication_forms, order_forms, timeline_forms  # noqa: F401  (own forms)
        from cardiology.dictionary.checks import check_variables
        from cardiology.queries.guidance.reviews import check_reviews
        from cardiology.queries.quality.reviews import check_definitions
        from cardiology.queries.trust.keys import check_keys

        checks.register(check_variables)
        checks.register(check_reviews)
        checks.register(check_definitions)
        checks.register(check_keys, checks.Tags.database)
        _open_places()


def _open_places() -> None:
    """What this app adds to the navigation, to the patient page and to the documents of a stay."""
    from cardiology.access import Permission
    from cardiology.queries.cath import history
    from cardiology.queries.identity import consents
    from cardiology.registries import Document, Panel, Place, add_panel, add_place, documents
    from cardiology.views.board import stay_round

    add_place(Place(_("Ward"), "ward", Permission.READ_RECORDS, order=10))
    add_place(Place(_("Critical results"), "critical", Permission.READ_RECORDS, order=12))
    add_place(Place(_("Reports"), "reports", Permission.READ_REPORTS, order=40))
    add_place(Place(_("Data quality"), "data_quality", Permission.READ_DATA_QUALITY, order=45))
    add_place(Place(_("Import"), "import_file", Permission.IMPORT, order=60))
    add_place(Place(_("Export"), "export_page", Permission.EXPORT_SECTIONS, order=62))
    add_place(Place(_("To be coded"), "coding", Permission.CODE_TEXTS, order=64))
    add_place(Place(_("Audit trail"), "audit", Permission.READ_AUDIT, order=65))
    add_place(Place(_("Second entry"), "second_entry", Permission.ENTER_AGAIN, order=66))
    add_place(Place(_("Administration"), "admin:index", Permission.MANAGE_STAFF, order=80))
    add_place(Place(_("Running parts"), "parts", Permission.MANAGE_STAFF, order=81))
    add_place(Place(_("Guard of accounts"), "accounts", Permission.MANAGE_STAFF, order=82))
    add_place(Place(_("Reference works"), "reference", None, order=70))
    add_panel(Panel("patient/_coronary.html", history.panel, order=5))
    add_panel(Panel("ward/_panel.html", stay_round.panel, order=10))
    add_place(Place(_("Double registrations"), "merges", Permission.ASK_MERGE, order=62))
    add_place(Place(_("Emergency access"), "emergency", Permission.READ_IN_EMERGENCY, order=67))
    add_place(Place(_("Consent texts"), "consent_texts", Permission.WRITE_CONSENT_TEXTS, order=75))
    add_panel(Panel("identity/_panel.html", consents.panel, order=90))
    documents.append(Document(_("Discharge summary"), "discharge_summary", Permission.READ_RECORDS))
