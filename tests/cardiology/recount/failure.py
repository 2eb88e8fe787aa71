"""Heart failure counted again, by the table of the sources."""

from datetime import timedelta

from django.utils import timezone

from cardiology.models import Discharge, Echo, Examination, History, Presentation
from tests.cardiology.recount.rows import DAY, and_, or_, outcome

LOOP = {"furosemide", "torasemide", "bumetanide"}
SEEN = {("hf", "7-14d"), ("hf", "2w")}  # in person, within two weeks; every other early contact is a call
RAAS = ("acei", "arb", "arni")
EVIDENCE = ("bisoprolol", "carvedilol", "metoprolol")


def judged(stay):
    """(measure, outcome) of the measures of heart failure."""
    yield from _in_hospital(stay)
    yield from _drugs(stay)
    yield from _afterwards(stay)


def _in_hospital(stay):
    main = stay.came_for("hf")
    yield "H01", outcome(main, False, stay.sampled(DAY, "bnp", "ntbnp"))
    seen = [e["performed_at"] for e in stay.all(Echo) if e["lvef"] is not None]
    soon = any(stay.came - DAY <= at <= stay.came + 2 * DAY for at in seen)
    yield "H02", outcome(main, False, soon)
    yield "H02s", outcome(main, False, bool(seen))
    ward = {m["drug"] for m in stay.on_ward()}
    loop = bool(ward & LOOP) if ward else None
    yield "H03", outcome(and_(main, congested(stay)), False, loop, stay.excused("diuretic"))


def congested(stay):
    """Rales, oedema or full neck veins on one of the examinations."""
    found = [
        or_(None if e["rales"] is None else e["rales"] != "none",
            None if e["oedema"] is None else e["oedema"] != "none",
            {"yes": True, "no": False}.get(e["jugular_distension"]))
        for e in stay.all(Examination)
    ]  # fmt: skip
    return or_(*found) if found else None


def dilated(stay):
    """Dilated cardiomyopathy among the diagnoses of the stay."""
    return stay.coded("I42.0") if stay.codes() else None


def no_mra(stay):
    kidneys = stay.filtration()
    return (stay.lab("k") or 0) > 5 or (kidneys is not None and kidneys <= 30) or stay.excused("mra")


def no_sglt2i(stay):
    history, kidneys = stay.only(History), stay.filtration()
    type_1 = history.get("diabetes") != "no" and history.get("diabetes_type") == "1"
    return any((kidneys is not None and kidneys < 20, type_1, history.get("dialysis") == "yes",
                stay.excused("sglt2i")))  # fmt: skip


def _drugs(stay):
    ill = or_(stay.heart_failure(), dilated(stay))
    reduced, gone = and_(stay.adult(), ill, stay.low_lvef()), stay.x0()
    leaves = stay.leaves_with_class
    four = (leaves(*RAAS), stay.leaves_with(*EVIDENCE), leaves("mra"), leaves("sglt2i"))
    excuses = (stay.excused(*RAAS), stay.excused("beta_blocker"), no_mra(stay), no_sglt2i(stay))
    nyha = stay.only(Discharge).get("nyha") or stay.only(Presentation).get("nyha")
    limited = None if nyha is None else nyha != "1"
    yield "H04", outcome(reduced, gone, four[0], excuses[0])
    yield "H05", outcome(reduced, gone, four[1], excuses[1])
    yield "H06", outcome(and_(reduced, limited), gone, four[2], excuses[2])
    failing = and_(stay.adult(), stay.heart_failure())
    yield "H07", outcome(failing, gone, four[3], excuses[3])
    yield "H08", outcome(reduced, gone, and_(*four), any(excuses))
    with_af = and_(failing, stay.fibrillates())
    yield "H19", outcome(with_af, gone, leaves("oac"), stay.excused("oac"))


def _afterwards(stay):
    main, gone, alive = stay.came_for("hf"), stay.x0(), stay.x0(alive=True)
    home = None if stay.how is None else stay.how != "rehabilitation"
    day = timezone.localtime(stay.left).date()
    planned = [v for v in stay.visits if v["state"] != "cancelled" and is_appointment(v)]
    soon = any(v["due_on"] <= day + timedelta(days=14) for v in planned)
    yield "H12", outcome(and_(main, home), gone, soon)
    month = stay.left + timedelta(days=30)
    done = [v["done_at"] for v in stay.visits if v["state"] == "done" and v["done_at"]]
    reached = any(stay.left <= at <= month for at in done)
    over = True if reached else False if timezone.now() > month else None
    yield "H13", outcome(main, alive, over, stay.died_within_30())
    yield "H14", outcome(main, alive, stay.came_back("hf"), undesired=True)
    yield "H15", outcome(main, alive, stay.died_within_30(), undesired=True)
    sent_on = None if stay.how is None else stay.how == "transfer"
    died = None if stay.how is None else stay.how == "died"
    yield "H16", outcome(main, sent_on, died, undesired=True)
    yield "H20", outcome(main, gone, stay.says(Discharge, "education"))


def is_appointment(visit):
    return (visit["plan__pathway"], visit["code"]) in SEEN or visit["is_added"]
