"""The chart of one stay on paper: what is known, the drawn course, results, drugs, other stays."""

from datetime import datetime
from typing import Any

from cardiology.documents.discharge_summary import heading
from cardiology.models import Admission, User
from cardiology.queries import chart
from cardiology.queries import stay as stays_of
from cardiology.queries.banner import banner
from cardiology.queries.course.asked import Asked
from cardiology.queries.course.course import course
from cardiology.queries.course.grid import grid
from cardiology.queries.course.results import results_of
from cardiology.queries.course.stays import stays
from cardiology.queries.one_stay import Recorded

COLUMNS = 7  # of results on a sheet that lies


def context(admission: Admission, user: User, now: datetime, asked: Asked) -> dict[str, Any]:
    """Everything that the print says, as plain values."""
    read, results = Recorded(admission), results_of(user, admission)
    return {
        "admission": admission,
        "patient": heading(admission.patient),
        "banner": banner(user, admission.patient, admission, read),
        "diagnoses": stays_of.diagnosis_names(admission),
        "course": course(read, results, now),
        "grid": grid(results, asked, COLUMNS),
        "medication": chart.medication(read),
        "beside": stays(user, chart.stays_of(user, admission.patient), read),
    }
