"""Red flags that synthetic answers raise, and what became of them: nearly all are closed by now."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import Stay
from followup.models import Escalation
from followup.redflags import CRITICAL, Course, RedFlag, red_flags

# Minutes until a doctor takes a flag, and from then until it is closed (house target: half an hour, a day).
TAKEN = {True: (3, 35), False: (20, 400)}
CLOSED = {True: (15, 120), False: (30, 900)}
WAITS = timedelta(days=7)  # a flag of the last days that is not critical may still wait
UNSEEN = timedelta(days=2)  # and of the last two days no doctor may have seen it yet
STILL_WAITING = 0.9
EMERGENCY = "已电话联系患者及家属，嘱立即呼叫120到急诊就诊，急诊已接诊。"
ADVICE = {
    "RF02": "已联系患者，调整抗心绞痛药物，一周内门诊复诊。",
    "RF03": "已联系患者，安排门诊动态心电图检查。",
    "RF05": "已联系患者，利尿剂加量三天，每日称体重，三天后电话复查。",
    "RF08": "已联系患者，复查血常规，继续双联抗血小板治疗，加用胃黏膜保护药。",
    "RF09": "已联系患者，调整降压药物，每日早晚自测血压，一周后复查。",
    "RF10": "已联系患者，调整β受体阻滞剂剂量，门诊复查心电图。",
    "RF12": "已联系患者，说明停用抗凝药风险，当日恢复服用。",
    "RF11": "已联系患者，说明停药风险，当日恢复服用。",
}


def raise_flags(stay: Stay, contact: int, said: dict[str, Any], until: datetime, batch: Batch) -> None:
    """One escalation per red flag of the answers, by the rule that the call screen uses."""
    at: datetime = said["answered_at"]
    before = stay.keys.get("said", {})
    course = Course(
        heart_failure=stay.reason == "hf",
        lvef=stay.lvef,
        stented_days=(at - stay.admitted_at).days if stay.keys.get("stent") else None,
        nyha_before=before.get("nyha"),
        angina_before=before.get("angina"),
    )
    stay.keys["said"] = said
    for flag in red_flags(said, course):
        batch.add(
            Escalation,
            contact_id=contact,
            patient_id=stay.person.number,
            flag=flag.id,
            severity=flag.severity,
            to_id=stay.attending,
            opened_at=at,
            **_handled(stay, flag, at, until),
        )


def _handled(stay: Stay, flag: RedFlag, at: datetime, until: datetime) -> dict[str, Any]:
    """What a doctor did by now; nothing yet about some of the last days."""
    chance, critical = stay.chance, flag.severity == CRITICAL
    taken = at + timedelta(minutes=chance.randrange(*TAKEN[critical]))
    closed = taken + timedelta(minutes=chance.randrange(*CLOSED[critical]))
    waits = not critical and until - at < WAITS and chance.yes(STILL_WAITING)
    if taken >= until or (waits and until - at < UNSEEN and chance.yes(0.5)):
        return {}
    known = {"acknowledged_at": taken, "acknowledged_by_id": stay.attending}
    if waits or closed >= until:
        return known
    advice = EMERGENCY if critical else ADVICE.get(flag.id, EMERGENCY)
    return known | {"closed_at": closed, "closed_by_id": stay.attending, "advice": advice}
