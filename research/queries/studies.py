"""A study on one page, and everything another person needs to do it again in one file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.models import User
from research.disclosure import Rule
from research.models import Cohort, Question, Release, Run, RunKind, RunState, Study, StudyPackage
from research.queries import asked, extract, files

MOST_RUNS = 60


@dataclass(frozen=True)
class AskedOf:
    """A question of a study with what was made of it."""

    question: Question
    versions: list[Any]
    cohorts: list[Cohort]
    runs: list[Run]
    releases: list[Release]


def of_study(study: Study, user: User) -> list[AskedOf]:
    """The questions of a study that this person may open, with versions, cohorts, runs and releases."""
    questions = list(asked.questions(user).filter(study=study).prefetch_related("versions__saved_by"))
    cohorts = _by_question(
        Cohort.objects.filter(version__question__in=questions).select_related("frozen_by"),
        lambda c: c.version.question_id,
    )
    runs = _by_question(
        asked.runs(user).filter(question__in=questions).defer("result", "patients")[:200],
        lambda r: r.question_id,
    )
    left = _by_question(asked.releases(user).filter(question__in=questions), lambda r: r.question_id)
    return [AskedOf(q, list(q.versions.all()), *(found.get(q.pk, []) for found in (cohorts, runs, left)))
            for q in questions]  # fmt: skip


def _by_question(rows: Iterable[Any], of: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(of(row), []).append(row)
    return found


# --- the package --------------------------------------------------------------------------------------
def newest_package(study: Study, user: User) -> StudyPackage | None:
    """The package that this person asked for last, without its file."""
    return StudyPackage.objects.filter(study=study, asked_by=user).defer("content").first()


def package(study: Study, user: User, tell: Callable[[int], object] = lambda share: None) -> bytes:
    """Definitions, data cuts, code version, results, figures and methods of a study, with checksums.

    `tell` is told before each run what share of them is written, in percent.
    """
    rule = asked.rule_for(user)
    mark = _("Study “%(title)s” · %(who)s, %(hospital)s · %(day)s") % {
        "title": study.title, "who": user, "hospital": study.hospital,
        "day": timezone.localdate().isoformat(),
    }  # fmt: skip
    told: dict[str, str | bytes] = {}
    made = latest(study, user)
    for place, run in enumerate(made):
        tell(100 * place // len(made))
        told |= _run_files(run, rule, mark)
    return extract.zipped({
        "README.txt": "\n".join([mark, "", *_readme()]) + "\n",
        "study.json": extract.as_json(_about(study, made)), **told,
    })  # fmt: skip


def latest(study: Study, user: User) -> list[Run]:
    """The newest finished run of each analysis of a saved version that this person may read."""
    found = asked.runs(user).filter(question__study=study, state=RunState.DONE, version__isnull=False)
    kept: dict[tuple[Any, ...], Run] = {}
    for run in found.exclude(kind=RunKind.EXPORT).order_by("-asked_at", "-pk"):
        kept.setdefault((run.question_id, run.sha256, run.kind, repr(run.parameters), run.cohort_id), run)
    readable = [run for run in kept.values() if asked.may_read(user, run)]
    return sorted(readable[:MOST_RUNS], key=lambda run: run.pk)


def _run_files(run: Run, rule: Rule, mark: str) -> dict[str, str | bytes]:
    """A folder for the definition and one for the run in it."""
    top = f"question-{run.question_id}-version-{run.version.number}" if run.version else "draft"
    folder = f"{top}/{run.parameters.get('method', run.kind)}-run-{run.pk}"
    told = {f"{top}/{n}": f for n, f in files.definition_files(run.definition, run.hospital_id).items()}
    told |= {f"{folder}/{n}": f for n, f in files.results(run, rule, mark).items()}
    told[f"{folder}/about.json"] = extract.as_json(files.about(run))
    return told


def _about(study: Study, runs: list[Run]) -> dict[str, Any]:
    return {
        "study": study.title,
        "purpose": study.purpose,
        "product": code_version(),
        "data_cuts": sorted({run.data_cut.isoformat() for run in runs if run.data_cut}),
        "runs": [files.about(run) for run in runs],
    }


def _readme() -> list[str]:
    return [
        _("A folder for each definition: as JSON, and in words in English and Chinese."),
        _("In it a folder for each analysis: tables, figures (SVG, PNG), methods, and where it comes from."),
        _("Asked again of the same frozen cohort, an analysis has the same result_sha256."),
        _("SHA256SUMS holds the checksum of every file: sha256sum -c SHA256SUMS"),
    ]


@cache
def code_version() -> str:
    """The fingerprint of the code that calculates: the same code, the same fingerprint."""
    digest = sha256()
    for app in ("cardiology", "followup", "research"):
        root = Path(apps.get_app_config(app).path)
        for path in sorted(p for p in root.rglob("*.py") if "migrations" not in p.parts):
            digest.update(f"{app}/{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
