"""The methods paragraph, a sentence for each thing that really ran; and what a reader must be told.

A sentence is chosen by the code that the analysis left, with its numbers: nothing is said that did not run.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

TOLD: dict[str, Any] = {
    "origin_start": _("Time was counted in days from the start of the index."),
    "origin_end": _("Time was counted in days from the end of the index."),
    "outcome": _("The outcome was the first of: %(outcomes)s."),
    "competing_outcomes": _("Competing events were: %(outcomes)s."),
    "kaplan_meier": _(
        "Survival was estimated after Kaplan and Meier, with log-log confidence limits, in %(n)s rows "
        "with %(events)s events; without the outcome a row is censored on the last day on which something "
        "is known."
    ),
    "log_rank": _("Groups were compared with the log-rank test."),
    "table_one": _(
        "Numbers of %(n)s rows are given as mean (standard deviation) and median [quartiles], answers as "
        "count (share of the known)."
    ),
    "table_tests": _(
        "Groups were compared by standardised mean difference and with the test named beside each p-value."
    ),
    "cox": _("A Cox model was fitted to %(n)s rows with %(events)s events."),
    "efron": _("Tied events were handled after Efron."),
    "changing": _(
        "“%(term)s” counted as a covariate from its day on (in %(n)s rows within the time of observation), "
        "so that no time before it is counted for it."
    ),
    "zph_time": _("Proportional hazards were tested with the exact score test over time."),
    "strata": _("The baseline hazard was stratified by “%(term)s”."),
    "cluster": _("Variances are robust, as some patients stand in several rows."),
    "whole": _("Rows with a missing covariate were left out."),
    "zph": _("Proportional hazards were tested with the exact score test over 1 − Kaplan–Meier."),
    "no_penalty": _("No penalty was used and no variable was selected by its p-value."),
    "logistic": _("A logistic model was fitted to %(n)s rows with %(events)s outcomes."),
    "target": _("The outcome was the answer to “%(term)s”."),
    "horizon": _(
        "The outcome within %(days)s days was used; rows observed for less without it were left out."
    ),
    "linear": _("A linear model of “%(term)s” was fitted to %(n)s rows by least squares."),
    "poisson": _(
        "A Poisson model with the logarithm of the days observed as offset and robust variance was fitted "
        "to %(n)s rows with %(events)s events."
    ),
    "negative_binomial": _(
        "A negative binomial model (NB2) of “%(term)s” was fitted to %(n)s rows by maximum likelihood."
    ),
    "exposure": _("The logarithm of “%(term)s” was the offset, so that ratios are of rates."),
    "overdispersion": _(
        "Overdispersion was tested with the likelihood ratio against a Poisson model, halved at the edge."
    ),
    "incidence": _(
        "Cumulative incidence was estimated after Aalen and Johansen in %(n)s rows with %(events)s outcomes "
        "and %(competing)s competing events, with log-log limits."
    ),
    "gray": _("Groups were compared with Gray’s test."),
    "fine_gray": _(
        "Subdistribution hazard ratios come from Fine and Gray’s model with its sandwich variance; rows "
        "with a missing covariate were left out."
    ),
    "restricted": _(
        "The mean time free of the outcome within %(days)s days is the area under the Kaplan–Meier curve "
        "of %(n)s rows with %(events)s events; its standard error is Greenwood’s."
    ),
    "propensity": _(
        "The chance of belonging to the second group was estimated with a logistic model in %(n)s rows; "
        "%(events)s events stand in the rows that were kept."
    ),
    "way_match": _(
        "Pairs were matched one to one without replacement to the nearest logit within 0.2 standard "
        "deviations, in a fixed order."
    ),
    "way_iptw": _(
        "Rows were weighted by the stabilised inverse probability, cut at the 1st and 99th percentile."
    ),
    "way_overlap": _("Rows were weighted by overlap weights."),
    "gate": _(
        "The effect is shown when balance, equipoise and detectable effect are within their limits, or when "
        "somebody chose to see it nevertheless, which is recorded. Variances are robust."
    ),
    "average_effect": _(
        "The mean of the outcome, had all rows been in the one group and had all been in the other, was "
        "estimated in %(n)s rows; differences are of %(cell)s."
    ),
    "average_share": _(
        "Shares are in per cent, their differences in percentage points; the outcome happened in %(events)s "
        "rows."
    ),
    "double_robust": _(
        "The main estimate, chosen before any result was seen, is the augmented inverse-probability weighted "
        "one (AIPW): it is right if either the model of the group (logistic) or that of the outcome within "
        "each group (%(cell)s), both over the same covariates, is right."
    ),
    "other_estimators": _(
        "Regression adjustment (RA), normalised inverse-probability weighting (IPW), weighted regression "
        "adjustment (IPW-RA) and AIPW with weighted regression (AIPW-WLS) rest on these models in other "
        "ways: where they disagree, one of the models is in doubt."
    ),
    "stacked": _(
        "Standard errors are those of all equations together (M-estimation), which count that the models "
        "were estimated too."
    ),
    "gate_effect": _(
        "The effect is shown when balance and equipoise are within their limits, or when somebody chose to "
        "see it nevertheless, which is recorded."
    ),
    "subgroups": _(
        "Each subgroup variable stood with the group and their product in one Cox model; up to %(n)s rows "
        "with %(events)s events were used. Numbers were split at their median."
    ),
    "contrast": _("The hazard ratio is of %(cell)s."),
    "missing": _("%(n)s rows were looked at; in %(whole)s of them every variable is known."),
    "imputation": _(
        "Missing covariates were imputed %(copies)s times by chained equations with predictive mean "
        "matching, with the event and its cumulative hazard in every model; Cox models of %(n)s rows with "
        "%(events)s events were pooled after Rubin."
    ),
    "prediction": _("A logistic prediction model was fitted to %(n)s rows with %(events)s outcomes."),
    "bootstrap": _(
        "Optimism was estimated with %(copies)s bootstrap copies, the model fitted again in each."
    ),
}

NOTES: dict[str, Any] = {
    "few_events": _(
        "Only %(per)s events for each coefficient: fewer than 10 promise more than they can hold."
    ),
    "not_proportional": _(
        "The test speaks against proportional hazards: one hazard ratio does not describe the whole "
        "time. Look at the figure; stratify, or use the restricted mean."
    ),
    "outcome_unknown": _("Left out because the outcome is not known: %(count)s."),
    "many_tests": _("%(tests)s interactions were tested; with many tests some are small by chance."),
    "not_random": _("Whether values are missing at random cannot be read from the records."),
}
