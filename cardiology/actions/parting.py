"""What a merge changed, and putting exactly that back."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from cardiology.models import Patient
from cardiology.queries.identity import everything
from cardiology.queries.identity.everything import State
from cardiology.sealed import place_of, runs_of, sealed_of

Keys = dict[str, list[int]]
MOST_ROUNDS = 8  # rows hang on rows that hang on rows: stay, procedure, lesion, device


def manifest(before: State, after: State) -> dict[str, Any]:
    """The difference of two states: rows by model and key with the old and new values of what changed.

    `of_merged` are the rows that came over, `rows` those that either had, `created` those that the merge
    made, `before` the checksum of it all.
    """
    changed: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for label, rows in before.items():
        for key, old in rows.items():
            new = after.get(label, {}).get(key, old)
            differs = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
            if differs:
                changed.setdefault(label, {})[str(key)] = differs
    created = {
        label: {str(key): row for key, row in rows.items() if key not in before.get(label, {})}
        for label, rows in after.items()
    }
    moved = {
        label: [int(k) for k, d in rows.items() if _is_move(label, d)] for label, rows in changed.items()
    }
    return {
        "of_merged": {label: keys for label, keys in moved.items() if keys},
        "changed": _each(changed, _sealed_pairs),
        "created": _each({label: rows for label, rows in created.items() if rows}, _sealed),
        "rows": {label: sorted(rows) for label, rows in before.items()},
        "before": everything.checksum(before),
    }


def _each(rows: dict[str, dict[str, Any]], turn: Callable[[type[Model], Any], Any]) -> dict[str, Any]:
    """Rows by label and key, each turned."""
    return {
        label: {key: turn(everything.model_of(label), row) for key, row in found.items()}
        for label, found in rows.items()
    }


def _sealed(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """A row as the manifest may hold it: what is encrypted in its table is so here."""
    return row | {f.name: f.get_prep_value(row[f.name]) for f in sealed_of(model) if f.name in row}


def _opened(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    named = [f.name for f in sealed_of(model) if row.get(f.name)]
    return row | {name: place_of(model, name).open(row[name]) for name in named}


def _sealed_pairs(model: type[Model], differs: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [_sealed(model, {name: value})[name] for value in pair] for name, pair in differs.items()}


def _opened_pairs(model: type[Model], differs: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [_opened(model, {name: value})[name] for value in pair] for name, pair in differs.items()}


def _is_move(label: str, differs: dict[str, Any]) -> bool:
    fields = everything.pointing().get(everything.model_of(label), [])
    return label != Patient._meta.label and any(f.attname in differs for f in fields)


def put_back(told: dict[str, Any], survivor: Patient, merged: Patient) -> dict[str, Any]:
    """Undo what the manifest tells; what became of everything that was written since, by model and keys."""
    kept: Keys = {}
    gone: Keys = {}
    written = _written_since(told, survivor)
    for label, rows in _each(told["created"], _opened).items():
        _take_out(label, rows, kept)
    for label, rows in _each(told["changed"], _opened_pairs).items():
        _restore(label, rows, kept, gone)
    follows = _hanging(written, survivor, merged)
    stays = {
        label: left for label, keys in written.items()
        if (left := [k for k in keys if k not in follows.get(label, [])])
    }  # fmt: skip
    is_exact = everything.checksum(everything.state([survivor.pk, merged.pk])) == told["before"]
    return {"stays": stays, "follows": follows, "kept": kept, "gone": gone, "is_exact": is_exact}


def _written_since(told: dict[str, Any], survivor: Patient) -> Keys:
    """Rows of the survivor that neither of the two had before, nor the merge made."""
    found: Keys = {}
    for label, rows in everything.state([survivor.pk]).items():
        known = {*told["rows"].get(label, []), *map(int, told["created"].get(label, {}))}
        if new := [key for key in rows if key not in known]:
            found[label] = new
    return found


def _take_out(label: str, rows: dict[str, Any], kept: Keys) -> None:
    """Rows that the merge made go, unless somebody has amended them."""
    for row in everything.model_of(label)._default_manager.filter(pk__in=rows):
        if everything.values(row) == rows[str(row.pk)]:
            row.delete()
        else:
            kept.setdefault(label, []).append(row.pk)


def _restore(label: str, rows: dict[str, Any], kept: Keys, gone: Keys) -> None:
    """Old values again; a value that somebody changed since is left as it is, the patient of a row never."""
    model = everything.model_of(label)
    owners = {f.attname for f in everything.pointing().get(model, [])}
    there = {row.pk: row for row in model._default_manager.filter(pk__in=rows)}
    for key, differs in rows.items():
        row = there.get(int(key))
        if row is None:
            gone.setdefault(label, []).append(int(key))
            continue
        now = everything.values(row)
        back = {name: old for name, (old, new) in differs.items() if now[name] == new or name in owners}
        if len(back) < len(differs):
            kept.setdefault(label, []).append(int(key))
            back.pop("revision", None)
        changes = {name: everything.stored(model, name, old) for name, old in back.items()}
        changes |= {f.attname: f.of_text(changes[f.of]) for f in runs_of(model) if f.of in changes}
        model._default_manager.filter(pk=row.pk).update(**changes)


def _hanging(written: Keys, survivor: Patient, merged: Patient) -> Keys:
    """New rows that are part of a row that went back (its stay, its plan, its procedure) go with it."""
    follows: Keys = {}
    for _round in range(MOST_ROUNDS):
        moved = 0
        for label, keys in written.items():
            model = everything.model_of(label)
            for field in everything.pointing().get(model, []):
                for other in _parents(model):
                    rows = model._default_manager.filter(
                        pk__in=keys, **{field.name: survivor.pk, f"{other}": merged.pk}
                    )
                    found = list(rows.values_list("pk", flat=True))
                    model._default_manager.filter(pk__in=found).update(**{field.name: merged.pk})
                    follows.setdefault(label, []).extend(found)
                    moved += len(found)
        if not moved:
            break
    return {label: sorted(keys) for label, keys in follows.items() if keys}


def _parents(model: type[Model]) -> list[str]:
    """The lookups from a row to the patients of the rows that it is part of."""
    pointing = everything.pointing()
    return [
        f"{f.name}__{theirs.name}"
        for f in model._meta.concrete_fields if f.is_relation and f.related_model in pointing
        for theirs in pointing[f.related_model]
    ]  # fmt: skip
