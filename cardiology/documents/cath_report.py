"""The catheterisation report of one procedure, to be printed and signed."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cardiology.documents.discharge_summary import heading
from cardiology.drawing.coronary import coronary_tree
from cardiology.models import Admission, User
from cardiology.narrative import chinese, english
from cardiology.queries.cath.lines import lesion_lines
from cardiology.queries.cath.pictures import picture
from cardiology.queries.cath.sheet import Sheet, procedures_of
from cardiology.wording import moment


def context(admission: Admission, sheet: Sheet) -> dict[str, Any]:
    """Everything the report says, in the language that is active."""
    procedure = sheet.procedure
    write = chinese if (get_language() or "").startswith("zh") else english
    tree = picture(sheet.lesions, sheet.earlier, dominance=procedure.dominance, title=_("Coronary tree"))
    return {
        "patient": heading(admission.patient),
        "admission": admission,
        "procedure": procedure,
        "times": " – ".join(moment(t) for t in (procedure.started_at, procedure.ended_at) if t),
        "lines": lesion_lines(sheet.lesions),
        "paragraphs": write.report(sheet.facts),
        "tree": coronary_tree(tree),
        "has_earlier": bool(sheet.earlier),
    }


def tree_of_stay(admission: Admission, user: User) -> SafeString | None:
    """The coronary tree as a stay leaves it: its own procedures strong, earlier ones pale; or None."""
    done = [p for p in procedures_of(user, admission.patient) if p.lesions.all()]
    own = [p for p in done if p.admission_id == admission.pk]
    if not own:
        return None
    earlier = [p for p in done if p.started_at < own[0].started_at]
    dominance = next((p.dominance for p in reversed(own) if p.dominance), None)
    lesions = [lesion for procedure in own for lesion in procedure.lesions.all()]
    return coronary_tree(picture(lesions, earlier, dominance=dominance, title=_("Coronary tree")))
