"""What research stores: questions and their versions, frozen cohorts, runs, releases."""

from research.models.cohort import Cohort, CohortRecord, CohortRow
from research.models.package import StudyPackage
from research.models.question import Question, QuestionVersion, Study
from research.models.release import Release, ReleaseKind, ReleaseReview, ReleaseState
from research.models.run import Run, RunKind, RunState
from research.models.told import Census, Told

__all__ = [
    "Census",
    "Cohort",
    "CohortRecord",
    "CohortRow",
    "Question",
    "QuestionVersion",
    "Release",
    "ReleaseKind",
    "ReleaseReview",
    "ReleaseState",
    "Run",
    "RunKind",
    "RunState",
    "Study",
    "StudyPackage",
    "Told",
]
