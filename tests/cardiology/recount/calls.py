"""The follow-up service counted again: visit by visit, plan by plan, call by call, answer by answer.

Every function gives (measure, month, pathway, nurse, met) of what is in a denominator.
"""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from cardiology.models import Procedure
from followup.models import Contact, Escalation, FollowUp, Plan, Visit

BACK, ACKNOWLEDGED = timedelta(days=15), {"critical": timedelta(minutes=30)}


def judged(hospital, months):
    """Everything that the follow-up service counts in these months."""
    plans = {p["id"]: p for p in Plan.objects.filter(patient__hospital=hospital).values()}
    visits = {v["id"]: v for v in Visit.objects.filter(plan__in=plans).values()}
    contacts = {c["id"]: c for c in Contact.objects.filter(visit__in=visits).values()}
    way = {c: plans[visits[row["visit_id"]]["plan_id"]] for c, row in contacts.items()}
    yield from _visits(visits, plans)
    yield from _lost(plans, months)
    yield from _flags(hospital, way)
    yield from _answers(hospital, contacts, visits, way)
    yield from _came_back(contacts, visits, plans)


def month_of(at):
    return timezone.localtime(at).date().replace(day=1)


def counts(visit, plan):
    """Whether it was ever due: not called off, not taken together with another, not a call from outside."""
    off = visit["state"] in ("cancelled", "died") or visit["merged_into_id"] is not None
    return not off and plan["pathway"] != "unplanned"


def _visits(visits, plans):
    for visit in visits.values():
        plan = plans[visit["plan_id"]]
        if not counts(visit, plan) or visit["closes_on"] >= timezone.localdate():
            continue
        month, done = visit["closes_on"].replace(day=1), visit["state"] == "done"
        on = timezone.localtime(visit["done_at"]).date() if visit["done_at"] else None
        timely = done and on is not None and visit["opens_on"] <= on <= visit["closes_on"]
        yield "F01", month, plan["pathway"], visit["assigned_to_id"], done
        yield "F02", month, plan["pathway"], visit["assigned_to_id"], timely


def _lost(plans, months):
    """A plan counts in every month in which it was open on a day and not lost before."""
    for plan in plans.values():
        for month in months if plan["pathway"] != "unplanned" else ():
            ended = min((month_of(at) for at in (plan["closed_at"], plan["lost_at"]) if at), default=month)
            if month_of(plan["opened_at"]) <= month <= ended:
                lost = plan["lost_at"] is not None and month_of(plan["lost_at"]) == month
                yield "F03", month, plan["pathway"], None, lost


def _flags(hospital, way):
    for flag in Escalation.objects.filter(patient__hospital=hospital).values():
        limit = ACKNOWLEDGED.get(flag["severity"], timedelta(days=1))
        seen, passed = flag["acknowledged_at"], timezone.now() - flag["opened_at"]
        if seen or passed > limit:
            timely = seen is not None and seen - flag["opened_at"] <= limit
            yield "F04", month_of(flag["opened_at"]), way[flag["contact_id"]]["pathway"], None, timely


def _answers(hospital, contacts, visits, way):
    treated = {p["admission_id"] for p in Procedure.objects.filter(kind="pci").values("admission_id")}
    for answer in FollowUp.objects.filter(patient__hospital=hospital, contact__isnull=False).values():
        call, plan = contacts[answer["contact_id"]], way[answer["contact_id"]]
        told = month_of(answer["answered_at"]), plan["pathway"], call["by_id"]
        stopped, upper, lower = (answer[n] for n in ("stopped_antiplatelet", "systolic_bp", "diastolic_bp"))
        is_year = plan["pathway"] == "acs" and visits[call["visit_id"]]["code"] == "12m"
        if is_year and plan["admission_id"] in treated and stopped is not None:
            yield "F05", *told, stopped == "no"
        if upper is not None and lower is not None:
            yield "F07", *told, upper < 140 and lower < 90
        if plan["pathway"] == "hf":
            yield "H18", *told, not (answer["nyha"] is None and answer["kccq"] is None)


def _came_back(contacts, visits, plans):
    calls = defaultdict(list)
    for call in contacts.values():
        calls[call["visit_id"]].append(call["at"])
    for visit, tried in calls.items():
        row, first = visits[visit], min(tried)
        plan = plans[row["plan_id"]]
        reached = row["state"] == "done" and row["done_at"] is not None and row["done_at"] - first <= BACK
        if counts(row, plan) and (reached or timezone.now() - first >= BACK):
            yield "F09", month_of(first), plan["pathway"], row["assigned_to_id"], reached
