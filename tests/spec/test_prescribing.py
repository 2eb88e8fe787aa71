"""What becomes of drugs, what sets fill in, what stands beside a line, how long two antiplatelets run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardiology import prescribing
from cardiology.codes import drugs
from cardiology.prescribing import classes, duration, order_sets
from cardiology.prescribing.cautions import cautions
from cardiology.prescribing.reconciliation import FATES, NEW, Line, is_reconciled, reconcile
from cardiology.snapshot import Snapshot

EXAMPLES = Path(prescribing.__file__).parent / "examples/reconciliation.md"


def rows():
    for text in EXAMPLES.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if text.startswith("|") and cells[0] != "home" and set(text) - set("|- "):
            yield cells


def lines(cell):
    """The lines of a cell: drug, dose, unit, frequency, decided fate."""
    found = []
    for n, text in enumerate(filter(None, (part.strip() for part in cell.split(";"))), 1):
        text, _bracket, fate = text.partition("[")
        name, *told = text.split()
        dose, unit, frequency = ("" if word == "?" else word for word in told)
        known = drugs.find(name)
        found.append(
            Line(known.code if known else "", name, known.drug_class if known else "", dose, unit, frequency,
                 id=n, fate=fate.strip(" ]"))
        )  # fmt: skip
    return found


@pytest.mark.parametrize("cells", list(rows()), ids=" | ".join)
def test_what_became_of_the_drugs(cells):
    home, ward, discharge, expected = cells
    told = []
    for step in reconcile(lines(home), lines(ward), lines(discharge)):
        line = step.home or step.discharge
        told.append(f"{step.fate} {line.name}" + (f": {', '.join(step.changes)}" if step.changes else ""))
    assert "; ".join(told) == expected


some_lines = st.lists(
    st.builds(
        Line,
        drug=st.sampled_from(["aspirin", "perindopril", "valsartan", "metformin", ""]),
        name=st.sampled_from(["a", "b"]),
        drug_class=st.sampled_from(["aspirin", "acei", "arb", "other", ""]),
        dose=st.sampled_from(["", "5", "10"]),
        fate=st.sampled_from(["", "continued", "stopped"]),
    ),
    max_size=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(some_lines, some_lines, some_lines)
def test_no_drug_is_lost_and_none_is_told_twice(home, ward, discharge):
    steps = reconcile(home, ward, discharge)
    assert [s.home for s in steps if s.home] == home
    assert sorted(map(id, (s.discharge for s in steps if s.discharge))) == sorted(map(id, discharge))
    assert all(s.fate in FATES and (s.fate == NEW) == (s.home is None) for s in steps)


def test_reconciled_is_what_agrees_with_the_lists():
    home, list_ = lines("bisoprolol 5 mg qd"), lines("bisoprolol 5 mg qd")
    assert not is_reconciled(reconcile(home, [], list_))
    decided = [replace(home[0], fate="continued")]
    assert is_reconciled(reconcile(decided, [], list_))
    assert not is_reconciled(reconcile(decided, [], lines("bisoprolol 10 mg qd")))
    assert not is_reconciled(reconcile(decided, [], []))


ACS = Snapshot(
    category="stemi", age=70, lvef=35, heart_failure=True, diabetes=False, hypertension=True,
    potassium=4.2, egfr=80, sbp=120, heart_rate=75, medication=frozenset(), classes=frozenset(),
)  # fmt: skip


def names(chosen, phase, patient, *given, loaded=()):
    found = order_sets.lines(order_sets.BY_ID[chosen], phase, patient, frozenset(given), frozenset(loaded))
    return [f"{s.drug}{'*' if s.is_loading else ''}" for s in found]


def test_a_set_leaves_out_what_is_given():
    whole = names("acs", "discharge", ACS)
    assert whole == ["aspirin", "ticagrelor", "atorvastatin", "metoprolol", "perindopril", "spironolactone",
                     "dapagliflozin", "pantoprazole"]  # fmt: skip
    assert "perindopril" not in names("acs", "discharge", ACS, "arni")
    assert names("acs", "ward", ACS)[:2] == ["aspirin*", "ticagrelor*"]
    assert names("acs", "ward", ACS, "aspirin", loaded=["aspirin"])[0] == "ticagrelor*"


def test_a_set_asks_for_what_the_patient_needs():
    assert "spironolactone" not in names("acs", "discharge", replace(ACS, lvef=55))
    assert "spironolactone" in names("acs", "discharge", replace(ACS, lvef=None))
    unsure = next(s for s in order_sets.BY_ID["acs"].lines if s.drug == "spironolactone")
    assert order_sets.is_unsure(unsure, replace(ACS, lvef=None))


@pytest.mark.parametrize("chosen", order_sets.SETS, ids=lambda s: s.id)
def test_every_line_of_a_set_is_a_drug_of_the_table_within_its_range(chosen):
    for line in chosen.lines:
        assert drugs.find(line.drug).drug_class == line.drug_class
        assert line.usual
        assert line.source
        if line.dose:
            low, _dash, high = line.usual.removeprefix("succinate ").split(" ")[0].partition("–")
            assert float(low) <= float(line.dose) <= float(high or low)


def told(drug, allergies="", **facts):
    return [(c.tone, str(c.text)) for c in cautions(replace(ACS, **facts), drug, allergies)]


def test_a_line_shows_what_speaks_against_it():
    assert told("spironolactone", potassium=5.3)[0] == (
        "critical", "Potassium 5.3: not to be started > 5.0 mmol/L"
    )  # fmt: skip
    assert told("perindopril", sbp=92)[0][0] == "critical"
    assert told("dapagliflozin", egfr=22)[0][0] == "critical"
    assert told("empagliflozin", egfr=22, type_1_diabetes=False) == []
    assert [tone for tone, _text in told("empagliflozin", egfr=22)] == [""]  # type 1 is not ruled out
    assert told("bisoprolol", heart_rate=44)[0][0] == "critical"
    assert [line for line in told("bisoprolol") if line[0]] == []


def test_what_is_not_known_is_said_to_be_unknown():
    assert ("", "Potassium not known") in told("spironolactone", potassium=None)


@pytest.mark.parametrize("written", ["阿司匹林 皮疹", "Aspirin: rash", "拜阿司匹灵过敏"])
def test_an_allergy_is_found_in_the_words_it_was_written_in(written):
    assert told("aspirin", written)[0][0] == "critical"
    assert told("clopidogrel", written) == []


def test_two_drugs_that_do_not_go_together():
    both = {"medication": frozenset({"perindopril"}), "classes": frozenset({"acei"})}
    assert any(tone == "critical" for tone, _text in told("sacubitril_valsartan", **both))
    assert any("class" in text for _tone, text in told("ramipril", **both))


def test_classes_stand_given_against_or_open():
    found = classes.standings(
        classes.asked(ACS), [("aspirin", "100 mg"), ("arb", "valsartan")], {"mra": "kidney", "arni": "cost"}
    )
    state = {s.family.id: "given" if s.given else "open" if s.is_open else s.against for s in found}
    assert state == {"aspirin": "given", "p2y12": "open", "statin": "open", "beta_blocker": "open",
                     "acei": "given", "mra": "kidney", "sglt2i": "open"}  # fmt: skip
    assert "oac" in {f.id for f in classes.asked(replace(ACS, atrial_fibrillation=True))}


BOTH = frozenset({"aspirin", "p2y12"})


@pytest.mark.parametrize(
    ("category", "given_", "stented", "expected"),
    [
        ("stemi", BOTH, date(2026, 8, 31), "2027-08-31"),
        ("stemi", BOTH, None, "2027-08-29"),
        ("ccs", BOTH, date(2026, 8, 31), "2027-02-28"),
        ("ccs", BOTH, None, None),
        ("stemi", BOTH | {"oac"}, date(2026, 8, 31), None),
        ("stemi", frozenset({"aspirin"}), date(2026, 8, 31), None),
    ],
)
def test_dual_antiplatelet_therapy_ends(category, given_, stented, expected):
    planned = duration.dual_antiplatelet_until(
        category=category, classes=given_, stented_on=stented, admitted_on=date(2026, 8, 29)
    )
    assert (str(planned.until) if planned else None) == expected
