"""What research stores: questions and their versions, frozen cohorts, runs, releases."""

from research.models.cohort import Cohort, CohortRow
from research.models.question import Question, QuestionVersion, Study
from research.models.run import Release, Run, RunKind, RunState
from research.models.told import Census, Told

__all__ = [
    "Census",
    "Cohort",
    "CohortRow",
    "Question",
    "QuestionVersion",
    "Release",
    "Run",
    "RunKind",
    "RunState",
    "Study",
    "Told",
]
