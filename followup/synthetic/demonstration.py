"""The demonstration: a department to look at, one account per role, and a neighbour who must stay unseen."""

import secrets
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.models import ConsentText, Department, Hospital, Role, User
from cardiology.synthetic import board, places
from followup.synthetic import department

PATIENTS, NEIGHBOUR_PATIENTS = 400, 40
SEED = 2026
ACCOUNTS = {
    "cardiologist": (Role.CARDIOLOGIST, "陈医生 Dr Chen"),
    "wardnurse": (Role.WARD_NURSE, "王护士 Nurse Wang"),
    "nurse": (Role.FOLLOWUP_NURSE, "李随访护士 Nurse Li"),
    "head": (Role.HEAD, "赵主任 Dr Zhao"),
    "researcher": (Role.RESEARCHER, "周研究员 Dr Zhou"),
    "datamanager": (Role.DATA_MANAGER, "吴数据管理员 Ms Wu"),
    "admin": (Role.ADMINISTRATOR, "系统管理员 Administrator"),
}
TEXTS = {
    "phone": "我们希望在您出院后通过电话了解您的恢复情况。您可以随时拒绝，不影响您的诊疗。",
    "message": "我们希望通过短信提醒您复诊和服药。您可以随时停止接收。",
    "research": "我们希望将您的诊疗资料去除身份信息后用于心血管病研究。您可以随时撤回同意，不影响您的诊疗。",
    "sharing": "我们希望在您转诊时将您的病历提供给接诊医院。您可以随时撤回同意。",
}
# Doctors who attend the other patients; nobody can sign in as them.
COLLEAGUES = {"lin": "林医生 Dr Lin", "yang": "杨医生 Dr Yang"}


@transaction.atomic
def build(*, password: str, today: date, patients: int = PATIENTS) -> None:
    """Hospital, wards, accounts, patients; and a small second hospital without any account."""
    hospital = Hospital.objects.create(code="demo", name="示范医院 Demonstration Hospital")
    place = places.furnish(hospital, 2, department.BEDS_PER_WARD)
    stored = make_password(password)  # hashed once: hashing is slow by intention
    for username, (role, name) in ACCOUNTS.items():
        _employ(username, role, name, place, stored)
    for username, name in COLLEAGUES.items():
        _employ(username, Role.CARDIOLOGIST, name, place, make_password(None))
    department.generate(hospital, patients=patients, seed=SEED, until=today)
    board.keep_in_mind(hospital, timezone.localtime())
    _texts(hospital, today)
    neighbour = Hospital.objects.create(code="demo2", name="邻近医院 Neighbour Hospital")
    places.furnish(neighbour, 1, 10)
    department.generate(neighbour, patients=min(NEIGHBOUR_PATIENTS, patients), seed=SEED + 1, until=today)


def _employ(username: str, role: Role, name: str, place: Department, password: str) -> None:
    on_ward = role in (Role.CARDIOLOGIST, Role.WARD_NURSE)
    user = User.objects.create(
        username=username,
        password=password,
        role=role,
        hospital=place.hospital,
        department=place,
        ward=place.wards.order_by("pk").first() if on_ward else None,
        display_name=name,
        is_staff=role == Role.ADMINISTRATOR,
        is_superuser=role == Role.ADMINISTRATOR,
    )
    audit.record("account created", by=None, about=user, new={"role": role.value}, via="command")


def _texts(hospital: Hospital, today: date) -> None:
    """The first version of the text of every purpose, in use since the first of the year."""
    for purpose, wording in TEXTS.items():
        ConsentText.objects.create(
            hospital=hospital,
            purpose=purpose,
            version="1.0",
            wording=wording,
            valid_from=date(today.year, 1, 1),
        )


def is_needed() -> bool:
    """Only a house without any staff or hospital is given a demonstration."""
    return not (User.objects.exists() or Hospital.objects.exists())


def new_password() -> str:
    """A password that can be read aloud and typed."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def keep_password(password: str, file: Path) -> None:
    """Where the next start finds it; readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)
    file.chmod(0o600)
    file.write_text(password + "\n", encoding="utf-8")
