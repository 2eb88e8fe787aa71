"""Finding a patient by whatever a caller, a colleague or a wristband says."""

from django.db.models import Prefetch, Q, QuerySet

from cardiology.access import visible_to
from cardiology.models import Admission, Patient, User

LIMIT = 12
LEAST_DIGITS = 3


def find_patients(user: User, text: str, limit: int = LIMIT) -> list[Patient]:
    """Patients of the user's hospital by name, pinyin, initials, any number, any phone, or bed.

    Each has `open_stays`, a list with its open stay or nothing. Those in a bed come first.
    """
    wanted = text.replace("\x00", "").strip()
    if not wanted:
        return []
    beds = Prefetch(
        "admissions",
        Admission.objects.filter(discharged_at__isnull=True).select_related("ward", "bed"),
        to_attr="open_stays",
    )
    found = _matching(visible_to(user, Patient), wanted).prefetch_related(beds).order_by("name", "pk")
    chosen = list(found[: limit * 3])
    return sorted(chosen, key=lambda p: not p.open_stays)[:limit]  # type: ignore[attr-defined]


def _matching(patients: QuerySet[Patient], wanted: str) -> QuerySet[Patient]:
    plain = wanted.lower()
    match = Q(name__icontains=wanted) | Q(number__istartswith=wanted)
    if plain.replace(" ", "").isascii() and plain.replace(" ", "").isalpha():
        match |= Q(name_initials__startswith=plain.replace(" ", "")) | Q(name_pinyin__startswith=plain)
    digits = "".join(c for c in wanted if c.isdigit())
    ids: set[int] = set()
    if len(digits) >= LEAST_DIGITS:
        ids |= set(patients.filter(phones__digits__contains=digits).values_list("pk", flat=True)[:50])
        ids |= set(patients.filter(identifiers__value__contains=digits).values_list("pk", flat=True)[:50])
    at_bed = Q(admissions__discharged_at__isnull=True, admissions__bed__label__iexact=wanted)
    ids |= set(patients.filter(at_bed).values_list("pk", flat=True)[:50])
    return patients.filter(match | Q(pk__in=ids)).distinct()
