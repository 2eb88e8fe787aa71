"""The research app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResearchConfig(AppConfig):
    name = "research"
    verbose_name = _("Research")

    def ready(self) -> None:
        from cardiology.access import Permission
        from cardiology.registries import Place, Work, add_place, add_work

        add_place(Place(_("Research"), "research:questions", Permission.ASK_QUESTIONS, 30))
        add_work(Work(_("Worked questions"), "research:worked",
                      _("What a research question means, patient by patient.")))  # fmt: skip
