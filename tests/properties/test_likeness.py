"""Everybody of a synthetic department comes again with the mistakes that desks make, and is recognised."""

import random
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from cardiology import identity
from cardiology.actions.patients import sound_of
from cardiology.likeness import Said, plain_phone
from cardiology.models import Patient, Role, User
from cardiology.queries.identity.alike import alike

PATIENTS = 60
TRADITIONAL = str.maketrans(
    "张刘陈杨赵黄吴孙马罗郑谢邓许冯叶苏吕蒋", "張劉陳楊趙黃吳孫馬羅鄭謝鄧許馮葉蘇呂蔣"
)
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


def wrong_place(patient, chance):
    number, place = patient.id_number, chance.randrange(17)
    return {"id_number": number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]}


def swapped(patient, chance):
    number, place = patient.id_number, chance.randrange(6, 16)
    return {"id_number": number[:place] + number[place + 1] + number[place] + number[place + 2 :]}


def fifteen(patient, _chance):
    return (
        {"id_number": patient.id_number[:6] + patient.id_number[8:17]} if patient.birth_on.year < 2000 else {}
    )


def day_and_month(patient, _chance):
    born = patient.birth_on
    return {"name": patient.name, "birth_on": date(born.year, born.day, born.month)} if born.day <= 12 else {}


def traditional(patient, _chance):
    return {"name": patient.name.translate(TRADITIONAL), "birth_on": patient.birth_on}


def in_pinyin(patient, _chance):
    return {"name": patient.name_pinyin.title(), "birth_on": patient.birth_on}


def other_day(patient, chance):
    return {"name": patient.name, "birth_on": patient.birth_on.replace(day=chance.randint(1, 28))}


def full_width(patient, _chance):
    return {"phones": patient.phones.first().number.translate(FULL_WIDTH)}


MISTAKES = (
    wrong_place, swapped, fifteen, day_and_month, traditional, in_pinyin, other_day, full_width,
)  # fmt: skip


def said(told):
    phone = plain_phone(told.get("phones", ""))
    name = told.get("name", "")
    return Said(
        name, sound_of(name), told.get("birth_on"), identity.plain(told.get("id_number", "")),
        frozenset([phone] if phone else []),
    )  # fmt: skip


@pytest.mark.slow
def test_who_comes_again_is_recognised_and_others_are_not_accused(db):
    until = date(2026, 11, 20)
    call_command("generate_department", patients=PATIENTS, seed=5, hospital="made", until=until, verbosity=0)
    with connection.cursor() as cursor:  # the generator speaks in hospital time until its transaction ends
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    known = list(Patient.objects.order_by("pk"))
    by = User.objects.create_user("desk", role=Role.WARD_NURSE, hospital=known[0].hospital)
    chance, seen, tried, accused, shown = random.Random(5), 0, 0, 0, 0
    for patient in known:
        for mistake in MISTAKES:
            if not (told := mistake(patient, chance)) or told.get("id_number") == patient.id_number:
                continue
            found = alike(by, said(told))
            tried += 1
            seen += any(twin.pk == patient.pk for twin in found)
            strong = [twin.pk for twin in found if twin.is_strong]
            shown += len(strong)
            accused += len([pk for pk in strong if pk != patient.pk])
    assert tried > 5 * PATIENTS
    assert seen / tried >= 0.95
    assert accused <= 0.02 * shown
