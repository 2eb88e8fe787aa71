"""The followup app: plans after the discharge, the call list, escalations."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = _("Follow-up")

    def ready(self) -> None:
        from followup.system_checks import check_pathways

        checks.register(check_pathways)
        _register()


def _register() -> None:
    """What this app adds to the pages, documents and actions of the record."""
    from cardiology import registries
    from cardiology.access import Permission
    from followup.actions import opening, plans, replanning
    from followup.actions.reach import reminders
    from followup.queries import measure_words, measures, stay_facts
    from followup.queries import plans as tables

    registries.add_place(registries.Place(_("Follow-up"), "followup:call_list", Permission.CALL, order=20))
    states = _("What may become of a visit, a red flag, a message: drawn from the rules; whose turn it is.")
    registries.add_work(registries.Work(_("States of the desk"), "followup:states", states))
    registries.add_panel(registries.Panel("followup/_panel.html", tables.panel, order=20))
    registries.counted_measures.update({m.id: m for m in measures.MEASURES})
    card = registries.Document(_("Follow-up card"), "followup:schedule_card", Permission.READ_RECORDS)
    for registry, entry in (
        (registries.documents, card),
        (registries.examples, measure_words.EXAMPLES),
        (registries.after_discharge, opening.open_plans),
        (registries.after_record, replanning.record_changed),
        (registries.after_death, plans.close_for_death),
        (registries.after_refusal, plans.close_for_refusal),
        (registries.after_refusal, reminders.cancel_for_refusal),
        (registries.after_merge, plans.gather_plans),
        (registries.after_parting, plans.part_plans),
        (registries.discharge_previews, tables.preview),
        (registries.summary_parts, tables.summary),
        (registries.warning_signs, tables.signs),
        (registries.report_parts, tables.month),
        (registries.stay_facts, stay_facts.facts),
        *((registries.month_counts, count) for count in measures.COUNTS),
    ):
        if entry not in registry:  # type: ignore[operator]
            registry.append(entry)  # type: ignore[attr-defined]
