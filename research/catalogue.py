"""What research can ask about: every section of the record is a kind of row, without further code.

A kind is a SELECT made from the model that declares the section; the criteria see plain values only.
Instants become the hospital's wall clock; an answer "unknown" is not a value; names and numbers that
identify a person directly are left out.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.text import format_lazy

from cardiology.dictionary import registry
from cardiology.dictionary.fields import Variable
from cardiology.models import Admission, Consent, Decision, Discharge, Patient, Purpose
from research.criteria.kinds import Catalogue, Field, Kind, Type

TYPES: dict[str, Type] = {"number": "number", "flag": "flag", "date": "time", "moment": "time"}
DENSE = ("labresult", "vitals")  # of which a patient has many
ANSWER = "__"  # between the name of a variable that has several answers and one of them
NATURAL = {
    "labresult": ("test", "value", "value_text"),
    "diagnosis": ("code",),
    "medication": ("phase", "drug", "drug_text", "dose"),
}
OF_HOSPITAL = f"{Admission._meta.db_table} a WHERE a.hospital_id = %(hospital)s"
TRANSFERRED = f"""
SELECT DISTINCT b.patient_id AS patient
FROM {Admission._meta.db_table} b JOIN (SELECT a.* FROM {OF_HOSPITAL}) a ON a.patient_id = b.patient_id
  AND (a.admitted_at, a.id) < (b.admitted_at, b.id)
  AND b.admitted_at <= coalesce(a.discharged_at, a.admitted_at) + INTERVAL '24 hours'
WHERE b.hospital_id = %(hospital)s
"""  # the few whose stays have to be merged; everyone else's admissions are their stays
MERGED_STAYS = f"""
SELECT m.id AS admission, m.admitted_at, m.discharged_at,
  first_value(m.id) OVER (PARTITION BY m.patient, m.place ORDER BY m.admitted_at, m.id) AS stay
FROM (SELECT n.*, sum(n.opens) OVER (PARTITION BY n.patient ORDER BY n.admitted_at, n.id
        ROWS UNBOUNDED PRECEDING) AS place
      FROM (SELECT a.id, a.patient_id AS patient, a.admitted_at, a.discharged_at,
              CASE WHEN a.admitted_at <= max(coalesce(a.discharged_at, a.admitted_at)) OVER (
                     PARTITION BY a.patient_id ORDER BY a.admitted_at, a.id
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + INTERVAL '24 hours'
                   THEN 0 ELSE 1 END AS opens
            FROM {OF_HOSPITAL} AND a.patient_id IN (SELECT w.patient FROM transferred w)) n) m
"""  # a transfer within 24 hours goes on with the same stay
WHOLE_STAYS = """
SELECT s.stay, (array_agg(s.admission ORDER BY s.admitted_at DESC, s.admission DESC))[1] AS last_admission,
  CASE WHEN count(*) = count(s.discharged_at) THEN max(s.discharged_at) END AS last_at
FROM stays s GROUP BY s.stay
"""
DECLINED = f"""
SELECT 1 FROM {Consent._meta.db_table} c WHERE c.patient_id = t.id AND c.purpose = '{Purpose.RESEARCH}'
  AND c.decision <> '{Decision.GIVEN}' AND NOT EXISTS (
    SELECT 1 FROM {Consent._meta.db_table} n WHERE n.patient_id = c.patient_id AND n.purpose = c.purpose
      AND (n.decided_on, n.id) > (c.decided_on, c.id))
"""  # the newest decision on research is no: such a patient is in no question, so in no count, curve or row
PRELUDE = (
    ("transferred", TRANSFERRED),
    ("stays", MERGED_STAYS),
    ("moved", "SELECT s.admission, s.stay FROM stays s WHERE s.admission <> s.stay"),
    ("whole", WHOLE_STAYS),
)


def catalogue(hospital_id: int) -> Catalogue:
    """The kinds of rows of one hospital's patients, saved cohorts included."""
    kinds = {kind.name: kind for kind in (stay(), *sections(), *cohorts(hospital_id))}
    fields = {f.name: f for f in _patient_fields()}
    return Catalogue(
        kinds=kinds,
        patients=_patients(fields),
        patient_fields=fields,
        params={"hospital": hospital_id},
        prelude=PRELUDE,
    )


@cache
def sections() -> tuple[Kind, ...]:
    """One kind per section of the record."""
    return tuple(_section(model) for model in registry.sections())


def _section(model: type[Any]) -> Kind:
    path = _Joins(model)
    began, kind = path.column(model.starts)
    start = _wall(began, kind)
    fields, columns = {}, []
    for prefix, owner in _with_parents(model):
        for variable in _open_variables(owner):
            where = f"{path.parent(prefix)}.{variable.column}"
            for field, value in _read(variable, where, f"{prefix}." if prefix else ""):
                fields[field.name] = field
                columns.append(f"{value} AS {field.column}")
    opens = model.ends is not None and model.grain == "day"
    end = _wall(*path.column(model.ends)) if model.ends else start
    stay = path.column("admission")[0]
    kept = " AND t.withdrawn_at IS NULL" if _has(model, "withdrawn_at") else ""
    base = (f"t.id, t.patient_id AS patient, {start} AS start_at, "
            f"{end if opens else f'coalesce({end}, {start})'} AS end_at")  # fmt: skip
    whole, moved = f"coalesce(mv.stay, {stay}) AS stay", f"LEFT JOIN moved mv ON mv.admission = {stay}"
    relation, stayless = (
        f"SELECT {', '.join([base, *told, *columns])} FROM {model._meta.db_table} t "
        f"{' '.join([*path.joins, *joins])} WHERE {began} IS NOT NULL{kept}"
        for told, joins in (([whole], [moved]), ([], []))
    )
    name = model._meta.model_name
    return Kind(name, relation, fields, model.title, model.grain, opens, NATURAL.get(name, ()),
                name in DENSE, stayless)  # fmt: skip


def stay() -> Kind:
    """The stay: from the first admission to the last discharge; variables of the first, end of the last."""
    fields = {v.name: _field(v, v.name) for v in _open_variables(Admission)}
    ending = Discharge._meta.get_field("disposition")
    fields["disposition"] = _field(ending, "disposition")
    columns = [f"{_value(v, f't.{v.column}')} AS f_{v.name}" for v in _open_variables(Admission)]
    columns.append(f"{_value(ending, 'd.disposition')} AS f_disposition")
    end = _wall("CASE WHEN w.stay IS NULL THEN t.discharged_at ELSE w.last_at END", "moment")
    relation = (
        f"SELECT t.id, t.patient_id AS patient, t.id AS stay, {_wall('t.admitted_at', 'moment')} AS start_at"
        f", {end} AS end_at, {', '.join(columns)} FROM {Admission._meta.db_table} t "
        "LEFT JOIN moved mv ON mv.admission = t.id LEFT JOIN whole w ON w.stay = t.id "
        f"LEFT JOIN {Discharge._meta.db_table} d ON d.admission_id = coalesce(w.last_admission, t.id) "
        "WHERE t.hospital_id = %(hospital)s AND mv.admission IS NULL"
    )
    return Kind("stay", relation, fields, Admission.title, "minute", opens=True)


def cohorts(hospital_id: int) -> tuple[Kind, ...]:
    """Saved cohorts: their rows are rows like any other."""
    try:
        model, rows = apps.get_model("research", "Cohort"), apps.get_model("research", "CohortRow")
    except LookupError:
        return ()
    mine: dict[str, Any] = {"hospital_id": hospital_id} if _has(model, "hospital") else {}
    related = ["version__question"] if _has(model, "version") else []
    found = model._default_manager.select_related(*related).filter(**mine).order_by("pk")
    return tuple(_cohort(c, rows) for c in found)


def _cohort(cohort: Any, rows: Any) -> Kind:
    names = {f.name: f'"{f.column}"' for f in rows._meta.concrete_fields}
    start = next(names[x] for x in ("start", "start_at", "started_at") if x in names)
    end = next(names[x] for x in ("end", "end_at", "ended_at") if x in names)
    first, last = _wall(f"t.{start}", "moment"), _wall(f"t.{end}", "moment")
    relation = (
        "SELECT t.id, t.patient_id AS patient, coalesce(mv.stay, t.admission_id) AS stay, "
        f"{first} AS start_at, coalesce({last}, {first}) AS end_at FROM {rows._meta.db_table} t "
        f"LEFT JOIN moved mv ON mv.admission = t.admission_id WHERE t.cohort_id = {int(cohort.pk)}"
    )
    version = getattr(cohort, "version", 1)
    number = getattr(version, "number", version)
    return Kind(f"cohort:{cohort.pk}@{number}", relation, {}, str(cohort))


def _patient_fields() -> list[Field]:
    known = [_field(v, v.name) for v in _open_variables(Patient) if v.name not in ("died_on", "vital_status")]
    return [*known, Field("birth", "time", grain="day"), Field("death", "time", grain="day")]


def _patients(fields: dict[str, Field]) -> str:
    columns = [
        f"{_value(v, f't.{v.column}')} AS f_{v.name}" for v in _open_variables(Patient) if v.name in fields
    ]
    base = "t.id AS patient, CAST(t.birth_on AS timestamp) AS birth, CAST(t.died_on AS timestamp) AS death"
    return (f"SELECT {', '.join([base, *columns])} FROM {Patient._meta.db_table} t "
            "WHERE t.hospital_id = %(hospital)s AND t.merged_into_id IS NULL "
            f"AND NOT EXISTS ({DECLINED})")  # fmt: skip


def _open_variables(model: Any) -> list[Variable]:
    """The variables that research may read."""
    return [v for v in registry.variables(model) if v.identifies != "direct"]


def _read(v: Any, column: str, prefix: str) -> list[tuple[Field, str]]:
    """The fields of a variable with their SQL; of several answers, one yes/no field for each of them.

    An answer that was not ticked is “no” where the question was answered, and unknown where it was not.
    """
    if v.kind != "choices":
        return [(_field(v, prefix + v.name), _value(v, column))]
    return [(Field(f"{prefix}{v.name}{ANSWER}{code}", "flag", format_lazy("{}: {}", v.label, label),
                   identifies=v.identifies), f"('{code}' = ANY({column}))")
            for code, label in v.flatchoices]  # fmt: skip


def _field(v: Any, name: str) -> Field:
    labels = {code: label for code, label in (v.flatchoices or ()) if v.kind == "choice"}
    return Field(name, TYPES.get(v.kind, "text"), v.label, v.unit, labels, getattr(v, "system", ""),
                 v.identifies, "day" if v.kind == "date" else "minute")  # fmt: skip


def _value(v: Any, column: str) -> str:
    """A variable as a plain value: numbers real, yes/no boolean, unknown null, times on the wall clock."""
    if v.kind == "number":
        return f"CAST({column} AS double precision)"
    if v.kind == "flag":
        return f"CASE {column} WHEN 'yes' THEN TRUE WHEN 'no' THEN FALSE END"
    if v.kind in ("date", "moment"):
        return _wall(column, v.kind)
    if v.kind == "choice" and "unknown" in dict(v.flatchoices or ()):
        return f"CAST(NULLIF({column}, 'unknown') AS text)"
    return f"CAST({column} AS text)"  # the planner knows how often a bare column has a value


def _wall(column: str, kind: str) -> str:
    """A time as a timestamp of the hospital's wall clock."""
    if kind == "date":
        return f"CAST({column} AS timestamp)"
    return f"({column} AT TIME ZONE '{settings.TIME_ZONE}')"


def _has(model: type[Any], name: str) -> bool:
    return any(f.name == name for f in model._meta.get_fields())


def _with_parents(model: type[Any]) -> list[tuple[str, type[Any]]]:
    """The model and the rows it is part of, each with the prefix of its variables."""
    found, at = [("", model)], model
    while at.parent:
        name = at.parent
        at = at._meta.get_field(name).related_model
        found.append((name, at))
    return found


class _Joins:
    """The joins that a model's paths need."""

    def __init__(self, model: type[Any]) -> None:
        self.model, self._known = model, {"": "t"}
        self.joins: list[str] = []
        for step in ("__".join(name for name, _ in _with_parents(model)[1 : i + 1])
                     for i in range(1, len(_with_parents(model)))):  # fmt: skip
            self.alias(step)

    def alias(self, path: str) -> str:
        """The alias of the row that a path of relations leads to."""
        if path not in self._known:
            before, _, name = path.rpartition("__")
            left = self.alias(before)
            field = self._model(path.split("__")[:-1])._meta.get_field(name)
            right = f"t{len(self._known)}"
            self.joins.append(f"LEFT JOIN {field.related_model._meta.db_table} {right} "
                              f"ON {right}.id = {left}.{field.column}")  # fmt: skip
            self._known[path] = right
        return self._known[path]

    def parent(self, prefix: str) -> str:
        """The alias of a parent by the last word of its path."""
        return next(alias for path, alias in self._known.items() if path.rpartition("__")[2] == prefix)

    def column(self, path: str) -> tuple[str, str]:
        """A column with the kind of variable it is."""
        before, _, name = path.rpartition("__")
        alias = self.alias(before)
        field = self._model(before.split("__") if before else [])._meta.get_field(name)
        return f"{alias}.{field.column}", getattr(field, "kind", "moment")

    def _model(self, steps: list[str]) -> Any:
        at: Any = self.model
        for step in steps:
            at = at._meta.get_field(step).related_model
        return at
