"""Where the inputs of a stay's risk scores were read: the rows of the record that were looked at."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from cardiology.models import Diagnosis, Ecg, History, Medication, Presentation, Vitals
from cardiology.queries.one_stay import Recorded
from cardiology.scores import Score

# input of a score -> the sections it is read from; a sign or a result names its one row instead
SECTIONS: Mapping[str, tuple[type[Model], ...]] = {
    "killip": (Presentation,), "arrest": (Presentation,), "st_deviation": (Ecg,),
    "heart_failure": (Presentation, Diagnosis, History), "hypertension": (History,), "diabetes": (History,),
    "stroke": (History,), "vascular_disease": (History,), "liver": (History,), "bleeding": (History,),
    "alcohol": (History,), "labile_inr": (Medication,), "antiplatelet_or_nsaid": (Medication,),
    "kidney": (History,),
}  # fmt: skip
SIGNS = {"heart_rate": "heart_rate", "sbp": "systolic_bp", "weight": "weight"}
RESULTS = {"creatinine": ("cr",), "haematocrit": ("hct",), "clearance": ("cr",), "kidney": ("cr",),
           "marker": ("hstni", "hstnt", "tni", "tnt", "ckmb")}  # fmt: skip
OF_PATIENT, OF_STAY = ("age", "sex"), ("syndrome",)


def origins(read: Recorded, score: Score, inputs: Mapping[str, Any], *, newest: bool) -> dict[str, Any]:
    """Unit and rows of each known input. `newest`: of signs and results the last counts, else the first."""
    units = {i.name: i.unit for i in score.inputs}
    known = [name for name, value in inputs.items() if value is not None]
    return {name: {"unit": units[name], "from": sorted(_rows(read, name, newest))} for name in known}


def _rows(read: Recorded, name: str, newest: bool) -> Iterable[str]:
    if name in OF_PATIENT:
        yield f"patient {read.stay.patient_id}"
    if name in OF_STAY:
        yield f"admission {read.stay.pk}"
    for model in SECTIONS.get(name, ()):
        yield from (_named(row) for row in read.of(model))
    if name in SIGNS or name == "clearance":
        yield from _sign(read, SIGNS.get(name, "weight"), newest)
    if name in RESULTS:
        yield from _result(read, RESULTS[name], newest)


def _sign(read: Recorded, sign: str, newest: bool) -> Iterable[str]:
    known = sorted((v for v in read.of(Vitals) if getattr(v, sign) is not None),
                   key=lambda v: (v.measured_at, v.pk))  # fmt: skip
    yield from (_named(v) for v in (known[-1:] if newest else known[:1]))


def _result(read: Recorded, tests: tuple[str, ...], newest: bool) -> Iterable[str]:
    known = [r for r in read.of_stay if r.test in tests]
    yield from (f"labresult {r.pk}" for r in (known[-1:] if newest else known[:1]))


def _named(row: Any) -> str:
    return f"{row._meta.model_name} {row.pk}"
