"""The coronary vessels as a stay leaves them, for documents."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cardiology.drawing.coronary import coronary_tree
from cardiology.models import Admission, User
from cardiology.queries.cath.pictures import picture
from cardiology.queries.cath.sheet import procedures_of


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
