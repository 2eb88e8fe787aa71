"""Who is registered already and may be the person that is being registered: found by index, told in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from cardiology import identity
from cardiology.access import visible_to
from cardiology.likeness import WEIGHTS, Said, Sign, plain_phone, signs
from cardiology.models import ContactPerson, Patient, Phone, User
from cardiology.wording import age, day

MOST = 6
MOST_PAIRS = 50
MOST_LOOKED_AT = 200  # who share a sound; more would be no help to anybody


@dataclass(frozen=True)
class Alike:
    """A patient as the warning shows them; `signs` in words, the strongest first."""

    pk: int
    name: str
    number: str
    sex: str
    age: str
    born: str
    last_stay: str
    signs: list[str]
    why: str
    is_strong: bool


def alike(user: User, said: Said, *, but: int | None = None) -> list[Alike]:
    """Patients of the own hospital who share a sign with what is said, the likeliest first."""
    found = []
    for patient in _perhaps(user, said, but):
        why = signs(said, known_of(patient))
        if why:
            found.append((WEIGHTS[why[0]], -len(why), patient.pk, _told(patient, why)))
    return [told for *_order, told in sorted(found, key=lambda f: f[:3])[:MOST]]


def known_of(patient: Any) -> Said:
    """What is known of a registered patient; their phones and contact persons are read already."""
    numbers = [p.number for p in patient.phones.all()] + [p.phone for p in patient.contact_persons.all()]
    return Said(
        patient.name, patient.name_pinyin, patient.birth_on, patient.id_number or "",
        frozenset(n for n in map(plain_phone, numbers) if n),
    )  # fmt: skip


def pairs(user: User) -> list[tuple[Patient, Patient, str]]:
    """Pairs under one identity number, or one name and date of birth: most likely one person."""
    here = visible_to(user, Patient)
    ways = (
        (
            ("id_number",),
            _("the same identity number"),
            here.filter(id_number__isnull=False).exclude(id_number=""),
        ),
        (("name", "birth_on"), _("the same name and date of birth"), here.filter(birth_on__isnull=False)),
    )
    found: dict[tuple[int, int], str] = {}
    for names, sign, rows in ways:
        double = rows.values(*names).annotate(first=Min("pk"), last=Max("pk"), n=Count("pk")).filter(n__gt=1)
        for group in double.order_by("-last")[:MOST_PAIRS]:
            found.setdefault((group["first"], group["last"]), sign)
    known = here.in_bulk({pk for pair in found for pk in pair})
    return [(known[one], known[other], sign) for (one, other), sign in found.items()][:MOST_PAIRS]


def _perhaps(user: User, said: Said, but: int | None) -> list[Patient]:
    """Everybody whom an index finds by number, sound or phone: few enough to be looked at one by one."""
    here = visible_to(user, Patient)
    ways = []
    if said.id_number:
        whole = identity.whole(said.id_number)
        forms = {*identity.spellings(said.id_number), *identity.neighbours(whole)}
        ways.append(here.filter(id_number__in=forms | {f.lower() for f in forms if f.endswith("X")}))
    if said.sound and said.birth_on:
        ways.append(here.filter(name_pinyin=said.sound))
    if said.phones:
        phones = visible_to(user, Phone).filter(digits__in=_written(said.phones))
        persons = visible_to(user, ContactPerson).filter(phone__in=_written(said.phones))
        ways.append(
            here.filter(Q(pk__in=phones.values("patient_id")) | Q(pk__in=persons.values("patient_id")))
        )
    if not ways:
        return []
    keys = {pk for way in ways for pk in way.values_list("pk", flat=True)[:MOST_LOOKED_AT]} - {but}
    rows = here.filter(pk__in=keys).annotate(last_stay_at=Max("admissions__admitted_at"))
    return list(rows.prefetch_related("phones", "contact_persons"))


def _written(phones: frozenset[str]) -> set[str]:
    """How the same numbers may be stored: with and without the code of the country."""
    return {before + number for number in phones for before in ("", "86", "0086")}


def _told(patient: Any, why: list[Sign]) -> Alike:
    words = {
        Sign.SAME_ID: _("the same identity number"),
        Sign.NEAR_ID: _("an identity number that differs in one place"),
        Sign.SAME_NAME_AND_BIRTH: _("the same name and date of birth"),
        Sign.SAME_NAME_NEAR_BIRTH: _("the same name, and a date of birth close to it"),
        Sign.SAME_SOUND: _("a name that sounds the same, and the same date of birth"),
        Sign.SAME_SOUND_NEAR_BIRTH: _("a name that sounds the same, and a date of birth close to it"),
        Sign.SAME_PHONE: _("the same telephone number"),
    }
    last = patient.last_stay_at
    return Alike(
        pk=patient.pk,
        name=patient.name,
        number=patient.number,
        sex=patient.get_sex_display() or "",
        age=age(patient.birth_on),
        born=day(patient.birth_on),
        last_stay=_("last stay %(day)s") % {"day": day(last)} if last else _("no stay yet"),
        signs=[words[sign] for sign in why],
        why=",".join(sign.value for sign in why),
        is_strong=why[0] in (Sign.SAME_ID, Sign.SAME_NAME_AND_BIRTH),
    )
