"""What chest-pain centres are accredited by, and CMS996, counted again."""

from cardiology.models import Presentation
from tests.cardiology.recount.infarction import lysed, primary_pci
from tests.cardiology.recount.rows import and_, or_, outcome


def judged(stay):
    """(measure, outcome) of the measures of the chest-pain centre."""
    stemi, acs = stay.came_for("stemi"), stay.came_for("stemi", "nstemi", "ua")
    pci = and_(stemi, primary_pci(stay))
    for measure, concerned, start, end, limit in (
        ("C01", acs, "first_contact_at", "first_ecg_at", 10),
        ("C02", stemi, "first_ecg_at", "diagnosis_at", 10),
        ("C03", acs, "troponin_drawn_at", "troponin_result_at", 20),
        ("C04", pci, "lab_activated_at", "lab_ready_at", 30),
    ):
        yield measure, outcome(concerned, stay.reversed(start, end), stay.timely(start, end, limit))
    yield "C05", outcome(and_(stemi, came(stay, "ambulance", "transfer_non_pci", "transfer_pci")), False,
                         seen_before(stay))  # fmt: skip
    past = [{"yes": True, "no": False}.get(stay.times.get(f"bypassed_{n}")) for n in ("emergency", "ccu")]
    yield "C06", outcome(and_(pci, came(stay, "ambulance")), False, and_(*past))
    yield "C07", outcome(and_(pci, came(stay, "own")), False, past[1])
    yield "CMS996", outcome(stemi, not_for_cms(stay), cms_in_time(stay),
                            stay.times.get("delay_reason") in ("access", "arrest", "consent"))  # fmt: skip


def came(stay, *modes):
    return None if stay.arrival is None else stay.arrival in modes


def seen_before(stay):
    """The ECG was sent before the door, or it is said that it was seen here."""
    sent, door = stay.times.get("ecg_sent_at"), stay.times.get("door_at")
    return sent <= door if sent and door else {"yes": True, "no": False}.get(stay.times.get("remote_ecg"))


def cms_in_time(stay):
    """Fibrinolysis within 30 minutes, the wire within 90, or on the way elsewhere within 45."""
    away = None if stay.how is None else stay.how == "transfer"
    return or_(
        and_(lysed(stay), stay.timely("door_at", "lysis_started_at", 30)),
        and_(primary_pci(stay), stay.timely("door_at", "wire_crossed_at", 90)), and_(away, sent_on(stay)),
    )  # fmt: skip


def sent_on(stay):
    if stay.times.get("door_at") is None:
        return None
    return (stay.left - stay.times["door_at"]).total_seconds() <= 45 * 60


def not_for_cms(stay):
    left = None if stay.how is None else stay.how in ("died", "against_advice", "hospice")
    arrest = stay.says(Presentation, "had_arrest")
    return or_(stay.x1(), arrest, left)
