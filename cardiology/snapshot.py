"""What rules and measures see of a patient: one frozen set of plain values. None always means unknown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from cardiology.codes import drugs

Answer = bool | None  # yes, no, unknown


@dataclass(frozen=True)
class Snapshot:
    """One stay of one patient at one moment.

    Units: age in years, lvef %, potassium mmol/L, creatinine µmol/L, egfr mL/min/1.73 m², sbp mmHg,
    heart_rate /min. `medication` are drug codes of our table now (at discharge: the discharge list);
    `classes` their classes; None where no list was written. `why_not` maps a class to the coded reason
    for not giving it. `minutes` maps an interval of the chest-pain timeline, or another span of the stay
    (`door_to_aspirin`, `admission_to_ldl`), to its minutes. `first_day` maps a class to whether it was given
    from a day before the arrival to a day after it, `doses` a drug at discharge to its mg a day; `in_stay`
    are the codes, or the names as written, of every drug of the stay. `crcl` is mL/min, `weight` kg.
    `first_sbp`, `first_heart_rate` and `first_creatinine` are those of the arrival, the others the newest.

    Beyond measures, rules see the newest result of each test in `labs` (its canonical unit, by its code) with
    its age in `lab_days`, minutes from points of the timeline to now in `waited` (onset, contact, door) while
    the stay is open, `troponin_ratio` over the upper reference limit, `haemoglobin_fall` g/L within 48 h,
    `platelet_fall` and `creatinine_rise` as shares of the first value of the stay, `stent_days` since the
    newest stent, `planned_dapt_days` left of the planned therapy, `contrast` mL, `acei_hours` and
    `arni_hours` from the last dose of an ACE inhibitor or ARNI that is not taken any more (a great number
    where none was taken before). `qtc` and `qrs` are ms, `qtc_rise` since the first ECG of the stay.

    `raas_days`, `mra_days`, `warfarin_days`, `heparin_days` run from the start of what is given now, or its
    last change of dose; `lipid_days` from the start of lipid-lowering to the newest LDL cholesterol, which
    fell by the share `ldl_fall` since the last one before it, `lipid_days_now` to now; `ck_day` from the
    admission to the newest CK. `inr_stability` is `unstable`, `stable` or `very_stable`; `time_in_range` the
    share of half a year in which the INR was between 2 and 3. `warning_limits` are those that the hospital
    set itself: (low, high) by test.
    """

    age: float | None = None
    sex: str | None = None
    category: str | None = None
    heart_failure: Answer = None
    dilated_cardiomyopathy: Answer = None
    atrial_fibrillation: Answer = None
    lvef: float | None = None
    nyha: int | None = None
    killip: int | None = None
    potassium: float | None = None
    creatinine: float | None = None
    egfr: float | None = None
    sbp: float | None = None
    heart_rate: float | None = None
    hypertension: Answer = None
    diabetes: Answer = None
    prior_stroke: Answer = None
    vascular_disease: Answer = None
    asthma: Answer = None
    prior_mi: Answer = None
    smoker: Answer = None
    smoking_advice: Answer = None
    rehabilitation: Answer = None
    no_rehabilitation: str | None = None
    lysis: Answer = None
    medication: frozenset[str] | None = None
    classes: frozenset[str] | None = None
    why_not: Mapping[str, str] | None = None
    disposition: str | None = None
    transferred_in: Answer = None
    primary_pci: Answer = None
    had_bypass: Answer = None
    lvef_measured_in_stay: Answer = None
    delay_reason: str | None = None
    minutes: Mapping[str, float] | None = None
    followed_up_in_days: int | None = None
    arrival_mode: str | None = None
    arrest: Answer = None
    reperfused: Answer = None
    reperfusion: str | None = None
    reopened_by_itself: Answer = None
    anterior: Answer = None
    st_deviation: Answer = None
    slow_conduction: Answer = None
    ecg_sent: Answer = None
    bypassed_emergency: Answer = None
    bypassed_ccu: Answer = None
    first_day: Mapping[str, bool] | None = None
    doses: Mapping[str, float] | None = None
    in_stay: frozenset[str] | None = None
    congested: Answer = None
    type_1_diabetes: Answer = None
    dialysis: Answer = None
    valve_needs_warfarin: Answer = None
    stroke_now: Answer = None
    weight: float | None = None
    crcl: float | None = None
    stay_days: float | None = None
    education: Answer = None
    readmitted_30: Answer = None
    readmitted_hf_30: Answer = None
    died_30: Answer = None
    followed_up_30: Answer = None
    appointed_14: Answer = None
    first_sbp: float | None = None
    first_heart_rate: float | None = None
    first_creatinine: float | None = None
    pci: Answer = None
    labs: Mapping[str, float] | None = None
    lab_days: Mapping[str, float] | None = None
    dbp: float | None = None
    spo2: float | None = None
    on_oxygen: Answer = None
    shock: Answer = None
    unstable: Answer = None
    chest_pain: Answer = None
    troponin_ratio: float | None = None
    waited: Mapping[str, float] | None = None
    angiography: Answer = None
    stent_days: float | None = None
    planned_dapt_days: float | None = None
    qtc: float | None = None
    qrs: float | None = None
    rhythm: str | None = None
    left_bundle_branch_block: Answer = None
    av_block: str | None = None
    ecg_alarm: Answer = None
    kidney_disease: Answer = None
    peptic_ulcer: Answer = None
    prior_bleeding: Answer = None
    intracranial_bleeding: Answer = None
    stroke_kinds: frozenset[str] | None = None
    recent_stroke: Answer = None
    liver_disease: Answer = None
    pregnancy: Answer = None
    pacemaker: Answer = None
    icd: Answer = None
    crt: Answer = None
    dissection: Answer = None
    haemoglobin_fall: float | None = None
    platelet_fall: float | None = None
    creatinine_rise: float | None = None
    contrast: float | None = None
    acei_hours: float | None = None
    arni_hours: float | None = None
    st_elevation_now: Answer = None
    right_ventricle: Answer = None
    qtc_rise: float | None = None
    major_bleeding: Answer = None
    frail: Answer = None
    event_in_2_years: Answer = None
    raas_days: float | None = None
    mra_days: float | None = None
    warfarin_days: float | None = None
    heparin_days: float | None = None
    lipid_days: float | None = None
    lipid_days_now: float | None = None
    ldl_fall: float | None = None
    ck_day: float | None = None
    inr_stability: str | None = None
    time_in_range: float | None = None
    angioedema: Answer = None
    gut_bled_lately: Answer = None
    lysis_against: frozenset[str] | None = None
    warning_limits: Mapping[str, tuple[float | None, float | None]] | None = None

    def reason(self, drug_class: str) -> str | None:
        """The coded reason why a class is not given, or None."""
        return (self.why_not or {}).get(drug_class)

    def given(self, *drug_classes: str) -> Answer:
        """Whether any of the classes is on the list; unknown where no list was written."""
        return None if self.classes is None else bool(self.classes & set(drug_classes))

    def takes(self, *names: str) -> Answer:
        """Whether any of the drugs is on the list; unknown where no list was written."""
        return None if self.medication is None else bool(self.medication & set(names))

    def span(self, name: str) -> float | None:
        """The minutes of an interval; None while either end is unknown."""
        return (self.minutes or {}).get(name)

    def on_first_day(self, drug_class: str) -> Answer:
        """Whether a class was given within a day of the arrival; unknown where its time is too rough."""
        return (self.first_day or {}).get(drug_class)

    def dose(self, drug: str) -> float | None:
        """Milligrams a day at discharge; None where they cannot be told."""
        return (self.doses or {}).get(drug)

    @property
    def drugs_by_class(self) -> Mapping[str, frozenset[str]] | None:
        """The drugs on the list by their class; those that our table does not know are left out."""
        if self.medication is None:
            return None
        known = [d for name in self.medication if (d := drugs.find(name))]
        classes = {d.drug_class for d in known}
        return {c: frozenset(d.code for d in known if d.drug_class == c) for c in classes}


class _Watched(Snapshot):
    """A snapshot that notes which of its unknowns it is asked for."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if value is None:
            self.__dict__["asked"].append(name)
        return value

    def _noted(self, kind: str, name: str, value: Any) -> Any:
        if value is None:
            self.__dict__["asked"].append(f"{kind}.{name}")
        return value

    def span(self, name: str) -> float | None:
        return self._noted("minutes", name, super().span(name))

    def on_first_day(self, drug_class: str) -> Answer:
        return self._noted("first_day", drug_class, super().on_first_day(drug_class))

    def dose(self, drug: str) -> float | None:
        return self._noted("doses", drug, super().dose(drug))


def unknowns_read(patient: Snapshot, judge: Callable[[Snapshot], object]) -> tuple[str, ...]:
    """The unknown facts that a rule asks for when it judges the patient, in that order. Mappings are named
    with the entry that is not there: `minutes.door_to_wire`."""
    watched = object.__new__(_Watched)
    watched.__dict__.update(patient.__dict__, asked=[])
    judge(watched)
    return tuple(dict.fromkeys(watched.__dict__["asked"]))


def from_plain(values: Mapping[str, Any]) -> Snapshot:
    """A snapshot from JSON values; ValueError names a key that is not one, or a value of the wrong kind."""
    known = {f.name: str(f.type) for f in fields(Snapshot)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise ValueError(f"Not known: {', '.join(unknown)}. Known are: {', '.join(known)}.")
    return Snapshot(**{name: _value(name, known[name], value) for name, value in values.items()})


def _value(name: str, kind: str, value: Any) -> Any:
    """One JSON value as the kind its field declares."""
    if value is None:
        return None
    expected: dict[str, tuple[Any, str]] = {
        "bool | None": (bool, "true, false or null"),
        "float | None": ((int, float), "a number"),
        "int | None": (int, "a whole number"),
        "str | None": (str, "a text"),
        "frozenset[str] | None": (list, "a list of codes"),
    }
    types, words = expected.get(kind, (dict, "an object"))
    is_number = isinstance(value, bool) and kind != "bool | None"
    if not isinstance(value, types) or is_number:
        raise ValueError(f"{name}: expected {words}, found {value!r}.")
    return frozenset(value) if isinstance(value, list) else value
