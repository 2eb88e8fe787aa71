"""The words of analyses: heads of tables, names of tests and figures, and why there is no result."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HEADS: dict[str, Any] = {
    "variable": _("Variable"),
    "n": "n",
    "hazard_ratio": _("Hazard ratio"),
    "odds_ratio": _("Odds ratio"),
    "rate_ratio": _("Rate ratio"),
    "count_ratio": _("Ratio of counts"),
    "subhazard_ratio": _("Subdistribution hazard ratio"),
    "difference": _("Difference"),
    "ci": _("95 % CI"),
    "p": "p",
    "whole_model": _("Whole model"),
    "statistic": _("Statistic"),
    "freedom": _("Degrees of freedom"),
    "group": _("Group"),
    "day": pgettext_lazy("research", "Day"),
    "at_risk": _("At risk"),
    "events": _("Events"),
    "competing": _("Competing events"),
    "percent": "%",
    "event": _("Event"),
    "mean_days": _("Mean, days"),
    "years": _("Years of observation"),
    "se": _("Standard error"),
    "against_first": _("Against the first group"),
    "way": _("Way"),
    "contrast": pgettext_lazy("research", "Contrast"),
    "estimator": _("Estimator"),
    "points": _("Difference, percentage points"),
    "kept": _("Kept"),
    "effective": _("Effective sample size"),
    "heaviest": _("Largest weight"),
    "smd_before": _("SMD before"),
    "smd_after": _("SMD after"),
    "subgroup": _("Subgroup"),
    "p_interaction": _("p for interaction"),
    "known": _("Known"),
    "missing": _("Missing"),
    "imputed": _("Values imputed"),
    "information": _("Information missing, %"),
    "measure": _("Measure"),
    "apparent": _("As fitted"),
    "corrected": _("Corrected for optimism"),
    "tenth": _("Tenth"),
    "predicted": _("Predicted, %"),
    "observed": _("Observed, %"),
}

WORDS: dict[str, Any] = {
    "everybody": _("All"),
    "likelihood_ratio": _("Likelihood ratio"),
    "score_test": _("Score"),
    "concordance": _("Concordance"),
    "global": _("All together"),
    "hosmer_lemeshow": _("Hosmer–Lemeshow"),
    "explained": _("Share of variance explained (R²)"),
    "residual_sd": _("Residual standard deviation"),
    "dispersion": _("Dispersion α"),
    "overdispersion": _("Overdispersion, likelihood ratio"),
    "rate": _("Events per 100 years of observation"),
    "years": _("Years of observation"),
    "outcome": _("Outcome"),
    "competing": _("Competing event"),
    "unadjusted": _("As observed"),
    "adjusted": _("Matched or weighted"),
    "aipw": _("AIPW (main estimate)"),
    "ra": _("Regression adjustment"),
    "ipw": "IPW",
    "ipw_ra": "IPW-RA",
    "aipw_wls": "AIPW-WLS",
    "linear": _("linear"),
    "logistic": _("logistic"),
    "gap": _("missing"),
    "there": "●",
    "auc": _("Area under the curve (discrimination)"),
    "brier": _("Brier score"),
    "slope": _("Calibration slope"),
    "in_the_large": _("Calibration in the large"),
    "average_error": _("Mean calibration error"),
    "e90": _("Calibration error, 90th percentile"),
    "model": _("Model"),
    "treat_all": _("Everybody"),
    "treat_none": _("Nobody"),
    "before_change": _("Before it began, or never"),
    "after_change": _("Since it began"),
}

TITLES: dict[str, Any] = {
    "coefficients": _("Coefficients"),
    "time_spent": _("Time before and after"),
    "fit": _("The model as a whole"),
    "proportional": _("Proportional hazards"),
    "incidence": _("Cumulative incidence"),
    "gray": _("Comparison of the groups"),
    "restricted": _("Restricted mean survival time"),
    "restricted_difference": _("Difference of the means"),
    "effect": _("Effect"),
    "means": _("Average effect: means if all were in one group"),
    "shares": _("Average effect: shares (%) if all were in one group"),
    "sizes": _("Groups"),
    "balance": _("Balance"),
    "overlap": _("Overlap of the preference scores"),
    "subgroups": _("Effect by subgroup"),
    "missing": _("Missing values"),
    "patterns": _("Missing together"),
    "pooled": _("Pooled coefficients"),
    "whole_rows": _("The same model over whole rows only"),
    "quality": _("How good the predictions are"),
    "deciles": _("By tenths of predicted chance"),
    "schoenfeld": _("Coefficients over time"),
    "calibration": _("Calibration"),
    "decision": _("Decision curve"),
}

TESTS: dict[str, Any] = {
    "wald": _("Wald test (normal)"),
    "t": _("Wald test (t)"),
    "robust_wald": _("Wald test with robust variance"),
    "stacked": _("Wald test, sandwich variance of all equations"),
    "zph": _("Score test of a coefficient changing with time (1 − Kaplan–Meier)"),
    "zph_time": _("Score test of a coefficient changing with time (days)"),
    "gray": _("Gray’s test"),
    "z": _("Normal test of the difference"),
    "interaction": _("Wald test of the product terms"),
    "rubin": _("t test after Rubin, degrees of freedom of Barnard and Rubin"),
}

AXES: dict[str, tuple[Any, Any]] = {
    "incidence": (_("Days"), _("Cumulative incidence")), "schoenfeld": (_("Days"), _("Coefficient")),
    "calibration": (_("Predicted"), _("Observed")), "decision": (_("Threshold"), _("Net benefit")),
    "overlap": (_("Preference score"), _("Share of the group")),
    "love": (_("Absolute standardised difference"), ""),
}  # fmt: skip

DIAGNOSTICS: dict[str, Any] = {
    "balance": _("Largest standardised difference after"),
    "equipoise": _("Share of patients with an open choice (preference 0.3 to 0.7)"),
    "detectable": _("Smallest hazard ratio that could be detected"),
}

REASONS: dict[str, Any] = {
    "no_events": _("Nobody, or everybody, had the outcome: there is nothing to estimate."),
    "constant": _("“%(term)s” is the same in every row that could be used: it can explain nothing."),
    "collinear": _("Two of the variables say the same thing: take one of them out."),
    "separation": _(
        "An answer tells the outcome for certain (separation): its ratio does not exist. "
        "Take the variable out or put rare answers together."
    ),
    "not_converged": _("The model does not settle on an answer: take variables out."),
    "unusable": _("“%(term)s” cannot stand in a model: it is a time, or a text with many different answers."),
    "no_groups": _("“%(term)s” makes no groups: it needs 2 to 6 different answers, or a number to split at."),
    "two_groups": _("“%(term)s” must make exactly two groups: choose another, or a number to split at."),
    "same_question": _("“%(term)s” makes the groups: it cannot be the outcome too."),
    "no_overlap": _(
        "Some patients were certain to be in their group: the other holds nobody like them. "
        "Take out what decides the group, or ask about those only who could have been in either."
    ),
    "one_sided": _(
        "In one of the groups the outcome is the same for everybody, or certain from the variables: "
        "choose more days or fewer variables."
    ),
    "two_answers": _("“%(term)s” must have exactly two answers."),
    "not_time": _("“%(term)s” is not a time: choose a variable that says on which day something began."),
    "not_count": _("“%(term)s” is not a count: whole numbers from 0 are asked for."),
    "not_number": _("“%(term)s” is not a number."),
    "too_few": _("Too few rows in which everything is known."),
    "horizon": _("The horizon lies beyond the observation of a group: choose fewer days."),
    "rare_answers": _(
        "An answer is so rare that it does not stand in every imputed copy: put answers together."
    ),
}
