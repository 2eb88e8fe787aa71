"""The catheterisation report of one procedure, to be printed and signed."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cardiology.documents.discharge_summary import heading
from cardiology.drawing.coronary import coronary_tree
from cardiology.models import Admission
from cardiology.narrative import chinese, english
from cardiology.queries.cath.lines import lesion_lines
from cardiology.queries.cath.pictures import picture
from cardiology.queries.cath.sheet import Sheet
from cardiology.queries.signing import signatures
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
        "signed": signatures.signatures(sheet.user, signatures.cath_report(admission, procedure)),
    }
