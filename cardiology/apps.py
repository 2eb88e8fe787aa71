"""The cardiology app: the patient, the stay, the record, and the language that all apps speak."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CardiologyConfig(AppConfig):
    name = "cardiology"
    verbose_name = _("Cardiology")

    def ready(self) -> None:
        from cardiology.dictionary.checks import check_variables

        checks.register(check_variables)
