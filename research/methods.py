"""The analyses that can be asked of a question: what each is for and what it needs to be told."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

FOLLOWED = ("outcomes", "origin")


@dataclass(frozen=True)
class Method:
    """One analysis; `needs` are fields that must be answered, `takes` those that may be."""

    code: str
    title: Any
    hint: Any
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.needs, *self.takes)


METHODS: dict[str, Method] = {
    m.code: m
    for m in (
        Method(
            "missing",
            _("Missing values"),
            _("What is missing, and what is missing together."),
            (),
            ("group_by", "limit"),
        ),
        Method(
            "cox",
            _("Cox regression"),
            _("Hazard ratios for time to an outcome, with the test of proportional hazards."),
            ("outcomes", "covariates"),
            ("origin", "strata"),
        ),
        Method(
            "changing",
            _("Cox regression, something begins later"),
            _("Hazard ratio of an operation or a drug that begins after the index, without immortal time."),
            ("outcomes", "changes"),
            ("origin", "covariates"),
        ),
        Method(
            "competing",
            _("Competing risks"),
            _("Cumulative incidence where another event can come first."),
            ("outcomes", "competing"),
            ("origin", "group_by", "limit", "covariates"),
        ),
        Method(
            "logistic",
            _("Logistic regression"),
            _("Odds ratios for an answer, or for an outcome within days."),
            ("covariates",),
            ("target", "outcomes", "origin", "horizon"),
        ),
        Method(
            "linear", _("Linear regression"), _("Differences of a measured number."), ("target", "covariates")
        ),
        Method(
            "poisson",
            _("Poisson regression"),
            _("Rate ratios for an outcome per time of observation."),
            ("outcomes", "covariates"),
            ("origin",),
        ),
        Method(
            "negative_binomial",
            _("Negative binomial regression"),
            _("Ratios of a count, such as readmissions, that varies more than Poisson’s law allows."),
            ("target", "covariates"),
            ("exposure",),
        ),
        Method(
            "propensity",
            _("Propensity score"),
            _("Two treatments compared after matching or weighting."),
            ("outcomes", "group_by", "covariates", "way"),
            ("limit", "origin"),
        ),
        Method(
            "average_effect",
            _("Average effect of a treatment"),
            _("Means if everybody, and if nobody, had been treated; doubly robust."),
            ("group_by", "covariates"),
            ("target", "outcomes", "origin", "horizon", "limit"),
        ),
        Method(
            "restricted",
            _("Restricted mean survival time"),
            _("Mean time free of the outcome within a horizon."),
            ("outcomes", "horizon"),
            ("origin", "group_by", "limit"),
        ),
        Method(
            "subgroups",
            _("Subgroups"),
            _("Whether an effect differs between subgroups: one model with interaction."),
            ("outcomes", "group_by", "covariates"),
            ("limit", "origin"),
        ),
        Method(
            "imputation",
            _("Multiple imputation"),
            _("Cox regression with missing covariates imputed, after Rubin."),
            ("outcomes", "covariates"),
            ("origin", "copies"),
        ),
        Method(
            "prediction",
            _("Prediction model"),
            _("Chance of an outcome: discrimination, calibration, decision curve."),
            ("covariates",),
            ("target", "outcomes", "origin", "horizon"),
        ),
    )
}
