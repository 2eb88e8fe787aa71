"""What a merge of two patients would do, what stands in its way, and what became of earlier ones."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cardiology.access import hospital_of, visible_to
from cardiology.dictionary.registry import variables
from cardiology.models import Admission, Merge, MergeState, Patient, User
from cardiology.queries.identity import everything
from cardiology.wording import day, shown

# details that are one thing: chosen together, named by the first
TOGETHER = {
    "id_number": ("id_number", "id_type"),
    "vital_status": ("vital_status", "died_on", "death_cause"),
}
FOLLOWERS = {name for names in TOGETHER.values() for name in names[1:]}
KEPT = ("number",)  # the survivor's own; the other number goes on leading to them


@dataclass(frozen=True)
class Detail:
    """One detail in which the two differ; `takes` says whether the merged patient's is proposed."""

    name: str
    label: Any
    ours: str
    theirs: str
    takes: bool


@dataclass(frozen=True)
class Count:
    """How many rows of a kind each has, and how many of the merged patient's the survivor has already."""

    label: str
    ours: int
    theirs: int
    twice: int

    @property
    def after(self) -> int:
        return self.ours + self.theirs - self.twice


@dataclass(frozen=True)
class Preview:
    """What a merge would do."""

    details: list[Detail]
    same: list[tuple[Any, str]]
    counts: list[Count]
    conflicts: list[str]
    moves: int = field(default=0)


def preview(survivor: Patient, merged: Patient) -> Preview:
    """Detail by detail and section by section; `conflicts` are the reasons for which it cannot be done."""
    details, same = _details(survivor, merged)
    counts = _counts(survivor, merged)
    return Preview(
        details, same, counts, conflicts(survivor, merged), sum(c.theirs - c.twice for c in counts)
    )


def conflicts(survivor: Patient, merged: Patient) -> list[str]:
    """Why the two cannot be merged as they are, in sentences."""
    if survivor.pk == merged.pk:
        return [_("These are the same registration.")]
    if survivor.hospital_id != merged.hospital_id:
        return [_("These patients belong to two hospitals.")]
    if survivor.merged_into_id or merged.merged_into_id:
        return [_("One of the two has been merged already.")]
    lying = Admission.objects.filter(patient__in=[survivor, merged], discharged_at__isnull=True)
    if lying.count() > 1:
        return [_("Both have an open stay. End one of them, or correct it, before the two are merged.")]
    found = []
    for model, own in everything.pointing().items():
        if any(_refused(model, f, survivor.pk, merged.pk) for f in own) and model is not Admission:
            found.append(
                _("%(what)s: both have one, and there can be only one.") % {"what": model._meta.verbose_name}
            )
    return found


def _refused(model: Any, own: Any, survivor: int, merged: int) -> bool:
    """Whether a rule of the record would be broken; a key of an imported file can be given up."""
    return any(
        everything.twice(model, own, rule, survivor, merged)
        for rule in everything.rules_of(model, own)
        if everything.is_record(model) and "import_key" not in rule[0]
    )


def _details(survivor: Patient, merged: Patient) -> tuple[list[Detail], list[tuple[Any, str]]]:
    differ, same = [], []
    for variable in variables(Patient):
        if variable.name in KEPT or variable.name in FOLLOWERS:
            continue
        names = TOGETHER.get(variable.name, (variable.name,))
        if all(getattr(survivor, n) == getattr(merged, n) for n in names):
            if getattr(survivor, variable.name) not in (None, ""):
                same.append((variable.label, shown(survivor, variable)))
            continue
        ours, theirs = (_in_words(p, names) for p in (survivor, merged))
        differ.append(
            Detail(variable.name, variable.label, ours, theirs, _takes(survivor, merged, variable.name))
        )
    return differ, same


def _takes(survivor: Patient, merged: Patient, name: str) -> bool:
    """The merged patient's detail is proposed where the survivor has none, or where it is the later one."""
    ours, theirs = getattr(survivor, name), getattr(merged, name)
    if ours in (None, "", "unknown") or theirs in (None, "", "unknown"):
        return theirs not in (None, "", "unknown")
    return bool(name == "last_known_alive_on" and theirs > ours)


def _in_words(patient: Patient, names: tuple[str, ...]) -> str:
    declared = {v.name: v for v in variables(Patient)}
    told = [shown(patient, declared[n]) for n in names if getattr(patient, n) not in (None, "")]
    return " · ".join(told)


def _counts(survivor: Patient, merged: Patient) -> list[Count]:
    found = []
    for model, own in everything.pointing().items():
        ours, theirs = (everything.rows_of(model, own, [p.pk]).count() for p in (survivor, merged))
        double = set() if everything.is_record(model) else put_aside(model, own, survivor.pk, merged.pk)
        if ours or theirs:
            found.append(Count(_title(model), ours, theirs, len(double)))
    return sorted(found, key=lambda c: -c.theirs)


def _title(model: Any) -> str:
    return capfirst(str(getattr(model, "title", "") or model._meta.verbose_name_plural))


def put_aside(model: Any, own: Any, survivor: int, merged: int) -> set[int]:
    """Rows that the survivor has already: they stay where they are, out of sight."""
    return {
        pk
        for f in own
        for rule in everything.rules_of(model, f)
        for pk in everything.twice(model, f, rule, survivor, merged)
    }


def merges(user: User) -> QuerySet[Merge]:
    """The merges of the user's hospital, newest first."""
    rows = Merge.objects.filter(hospital=hospital_of(user))
    return rows.select_related("survivor", "merged", "asked_by", "decided_by", "undone_by")


def merges_of(user: User, patient: Patient) -> list[Merge]:
    """What was asked for or done with a patient."""
    return list(merges(user).filter(Q(survivor=patient) | Q(merged=patient)))


def survivor_of(user: User, patient_id: int) -> Patient | None:
    """The patient who has the record of one that was merged."""
    gone = visible_to(user, Patient, also_merged=True).select_related("merged_into").filter(pk=patient_id)
    found = gone.exclude(merged_into=None).first()
    return found.merged_into if found else None


def later(merge: Merge) -> Merge | None:
    """A later merge that has to be undone first, since it concerns one of the two."""
    both = [merge.survivor_id, merge.merged_id]
    rows = Merge.objects.filter(state=MergeState.DONE, decided_at__gt=merge.decided_at)
    return rows.filter(Q(survivor__in=both) | Q(merged__in=both)).order_by("-decided_at").first()


def moved_in_words(merge: Merge) -> list[tuple[str, int]]:
    """How many rows of each kind came over from the merged patient."""
    moved = merge.manifest.get("of_merged", {})
    return [(_title(everything.model_of(label)), len(keys)) for label, keys in moved.items()]


def parted_in_words(merge: Merge) -> list[tuple[str, list[str]]]:
    """What was written between merging and undoing, by where it went."""
    titles = {
        "stays": _("Written after the merge; stays with %(number)s") % {"number": merge.survivor.number},
        "follows": _("Written after the merge for a stay of %(number)s; goes with it")
        % {"number": merge.merged.number},
        "kept": _("Amended after the merge; the newer version is kept"),
        "gone": _("Withdrawn after the merge"),
    }
    return [
        (title, [_counted(label, len(rows)) for label, rows in merge.parted[part].items()])
        for part, title in titles.items() if merge.parted.get(part)
    ]  # fmt: skip


def _counted(label: str, n: int) -> str:
    return f"{_title(everything.model_of(label))}: {n}"


def told(merge: Merge) -> dict[str, str]:
    """Who asked, confirmed and undid it, in words."""
    return {
        "asked": f"{merge.asked_by} · {day(merge.asked_at)}",
        "decided": f"{merge.decided_by} · {day(merge.decided_at)}" if merge.decided_by else "",
        "undone": f"{merge.undone_by} · {day(merge.undone_at)}" if merge.undone_by else "",
    }
