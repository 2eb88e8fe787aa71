"""Cox regression and the test of proportional hazards give R's numbers (survival 3.5-3)."""

from math import log, sqrt

import numpy as np
import pytest

from research.analysis import changing, cox, proportional
from tests.research.golden import data, matrix

ROSSI = ("fin", "age", "race", "wexp", "mar", "paro", "prio")


def fitted(name, time, status, *covariates, ties="efron", **options):
    columns = data(name, needs=covariates)
    rows = cox.rows_of(columns[time], columns[status] == 1, matrix(columns, *covariates), **options)
    return rows, cox.fit(rows, ties=ties)


def close(numbers, rel=1e-5):
    return pytest.approx(numbers, rel=rel, abs=1e-6)


def test_six_patients_in_closed_form():
    rows = cox.rows_of([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0])
    assert cox.fit(rows, ties="breslow").beta == close([log((3 + sqrt(33)) / 2)])
    efron = cox.fit(rows)
    assert efron.beta == close([1.676857])
    assert efron.variance[0, 0] == close(1.632302)


@pytest.mark.parametrize(
    ("ties", "beta", "se"), [("efron", 1.572125, 0.412397), ("breslow", 1.509191, 0.409564)]
)
def test_ties_are_shared_as_named(ties, beta, se):
    _rows, found = fitted("anderson", "t", "status", "Rx", ties=ties)
    assert found.beta == close([beta])
    assert found.se == close([se], 1e-4)
    assert (found.n, found.events) == (42, 30)


def test_adjusted_for_white_cells():
    assert fitted("anderson", "t", "status", "Rx", "logWBC")[1].beta == close([1.386076, 1.690890])


def test_rossi():
    rows, found = fitted("rossi", "week", "arrest", *ROSSI)
    assert found.beta == close(
        [-0.379422, -0.057438, 0.313900, -0.149796, -0.433704, -0.084871, 0.091497], 2e-5
    )
    assert found.se == close([0.191379, 0.021999, 0.307993, 0.212224, 0.381868, 0.195757, 0.028649], 1e-4)
    assert (found.null, found.likelihood) == close((-675.38063, -658.74766))
    assert (found.likelihood_ratio, found.wald, found.score) == pytest.approx((33.27, 32.11, 33.53), abs=6e-3)
    assert cox.concordance(rows.stop, rows.event, rows.x @ found.beta) == pytest.approx(0.640, abs=5e-4)
    breslow = cox.fit(rows, ties="breslow")
    assert breslow.likelihood == close(-659.12061)
    assert breslow.beta[[0, 1, 6]] == close([-0.379022, -0.057246, 0.091112], 2e-5)


def test_worcester_heart_attacks():
    rows, found = fitted("whas500", "lenfol", "fstat", "age", "gender", "bmi", "hr", "diasbp", "chf")
    assert found.beta == close([0.049860, -0.271696, -0.045278, 0.011194, -0.010608, 0.779422], 5e-5)
    assert found.se == close([0.006597, 0.143650, 0.016281, 0.002916, 0.003510, 0.146666], 2e-4)
    assert found.likelihood_ratio == pytest.approx(207.7, abs=0.05)
    assert cox.concordance(rows.stop, rows.event, rows.x @ found.beta) == pytest.approx(0.777, abs=5e-4)


def test_intervals_of_the_transplant_candidates():
    c = data("stanford_heart")
    rows = cox.rows_of(
        c["stop"], c["event"] == 1, matrix(c, "age", "year", "surgery", "transplant"), start=c["start"]
    )
    found = cox.fit(rows)
    assert found.beta == close([0.027167, -0.146346, -0.637210, -0.010251], 5e-5)
    assert found.se == close([0.013714, 0.070468, 0.367226, 0.313755], 1e-4)
    assert found.likelihood == close(-290.5656)
    assert found.likelihood_ratio == pytest.approx(15.11, abs=5e-3)


def biliary():
    """The model of the Mayo Clinic: age, oedema, and the logarithms of three blood tests."""
    c = data("pbc", needs=("edema", "bili", "protime", "albumin"))
    return cox.rows_of(
        c["time"], c["status"] == 2,
        np.column_stack([c["age"], c["edema"], *(np.log(c[n]) for n in ("bili", "protime", "albumin"))]),
    )  # fmt: skip


def test_primary_biliary_cholangitis():
    c = data("pbc", needs=("protime",))
    assert (len(data("pbc")["time"]), len(c["time"])) == (418, 416)
    rows = biliary()
    found = cox.fit(rows)
    assert found.n == 416
    assert found.beta == close([0.039609, 0.896311, 0.863551, 2.386839, -2.506923], 2e-5)
    assert found.se == close([0.007672, 0.271410, 0.082941, 0.768509, 0.652916], 1e-4)
    assert found.likelihood_ratio == pytest.approx(230.98, abs=6e-3)
    assert cox.concordance(rows.stop, rows.event, rows.x @ found.beta) == pytest.approx(0.835, abs=5e-4)
    told = proportional.check(rows, found).statistics
    assert told == pytest.approx(
        (0.0302619, 3.1545952, 1.0388157, 9.2632592, 1.1659701, 13.7043500), abs=6e-5
    )


# --- proportional hazards: lifelines' own test prints 11.03 where 5.974 is right --------------------------
@pytest.mark.parametrize(("clock", "expected"), [
    ("km", {"fin": 0.06243, "age": 5.97398, "race": 2.06827, "wexp": 4.22460, "mar": 1.01102, "paro": 0.01838,
            "prio": 0.52058, "": 17.6944}),
    ("rank", {"age": 0.8964, "wexp": 4.1597, "": 11.0252}),
    ("log", {"age": 8.2315, "": 17.6616}),
])  # fmt: skip
def test_proportional_hazards_of_rossi(clock, expected):
    rows, found = fitted("rossi", "week", "arrest", *ROSSI)
    told = dict(zip([*ROSSI, ""], proportional.check(rows, found, clock=clock).statistics, strict=True))
    assert {k: told[k] for k in expected} == pytest.approx(expected, abs=6e-5)


def test_proportional_hazards_of_lung_and_worcester():
    rows, found = fitted("lung", "time", "status", "age", "sex", "ph.ecog")
    assert (found.n, found.beta) == (227, close([0.0110668, -0.5526124, 0.4637285]))
    assert proportional.check(rows, found).statistics == pytest.approx((0.188, 2.305, 2.054, 4.464), abs=6e-4)
    rows, found = fitted("whas500", "lenfol", "fstat", "age", "gender", "bmi", "hr", "diasbp", "chf")
    told = proportional.check(rows, found)
    assert told.statistics == pytest.approx(
        (0.93132, 0.20559, 1.28100, 1.18053, 0.33297, 0.16590, 4.9849), abs=6e-5
    )
    assert told.freedoms[-1] == 6
    assert len(told.residuals) == found.events


# --- strata, clusters, weights -------------------------------------------------------------------------
def test_strata_have_hazards_of_their_own():
    c = data("rossi")
    rows = cox.rows_of(c["week"], c["arrest"] == 1, c["prio"], stratum=c["fin"])
    parts = [cox.rows_of(c["week"][c["fin"] == f], c["arrest"][c["fin"] == f] == 1, c["prio"][c["fin"] == f])
             for f in (0, 1)]  # fmt: skip
    together, apart = cox.fit(rows), [cox.fit(p) for p in parts]
    assert together.null == pytest.approx(sum(f.null for f in apart))
    assert min(f.beta[0] for f in apart) < together.beta[0] < max(f.beta[0] for f in apart)


def test_a_row_written_twice_counts_twice_but_robustly_only_once():
    c = data("rossi")
    x = matrix(c, *ROSSI)
    once = cox.fit(cox.rows_of(c["week"], c["arrest"] == 1, x), ties="breslow", cluster=range(len(x)))
    rows = cox.rows_of(np.tile(c["week"], 2), np.tile(c["arrest"], 2) == 1, np.tile(x, (2, 1)))
    twice = cox.fit(rows, ties="breslow", cluster=[*range(len(x))] * 2)
    weighted = cox.fit(
        cox.rows_of(c["week"], c["arrest"] == 1, x, weight=np.full(len(x), 2.0)), ties="breslow"
    )
    assert twice.beta == pytest.approx(once.beta)
    assert twice.se == pytest.approx(once.se)
    assert weighted.variance == pytest.approx(twice.variance)


@pytest.mark.parametrize(("stop", "event", "x", "why"), [
    ([1, 2, 3, 4], [0, 0, 0, 0], [1, 0, 1, 0], "no_events"),
    ([1, 2, 3, 4], [1, 1, 1, 1], [1, 1, 1, 1], "constant"),
    ([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0], "separation"),
    ([1, 2, 3, 4], [1, 1, 1, 1], [[1, 2], [0, 0], [1, 2], [3, 6]], "collinear"),
])  # fmt: skip
def test_what_cannot_be_fitted_says_why(stop, event, x, why):
    with pytest.raises(cox.CannotFit, match=why):
        cox.fit(cox.rows_of(stop, event, x))


def test_patients_cut_at_their_transplant_give_the_published_intervals():
    """Immortal time: who is transplanted counts as not transplanted until that day."""
    c = data("stanford_heart")
    people = {}
    for i, person in enumerate(c["id"]):
        fixed = (c["age"][i], c["year"][i], c["surgery"][i])
        before = people.get(person)
        changed = c["start"][i] if c["transplant"][i] else None
        people[person] = (
            c["stop"][i],
            c["event"][i] == 1,
            before[2] if before and before[2] else changed,
            fixed,
        )
    stop, event, changed, x = zip(*people.values(), strict=True)
    assert len(people) == 103
    cut = changing.intervals(stop, event, changed)
    assert len(cut.of) == 172
    found = cox.fit(changing.rows_of(cut, np.array(x)))
    assert found.beta == close([0.027167, -0.146346, -0.637210, -0.010251], 5e-5)
    assert found.se == close([0.013714, 0.070468, 0.367226, 0.313755], 1e-4)
    naive = cox.fit(
        cox.rows_of(stop, event, np.column_stack([np.array(x), [d is not None for d in changed]]))
    )
    assert naive.beta[-1] < -1  # what counting the time before the transplant would have promised


def test_a_change_at_the_start_or_never_cuts_nothing():
    cut = changing.intervals([10, 10, 10, 10], [True, False, True, True], [None, 0, 4, 10])
    assert cut.of.tolist() == [0, 1, 2, 2, 3]
    assert cut.after.tolist() == [False, True, False, True, False]
    assert cut.stop.tolist() == [10, 10, 4, 10, 10]
    assert cut.event.tolist() == [True, False, False, True, True]
