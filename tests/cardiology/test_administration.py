"""Administrators keep staff, places and schedules; never a patient's rows; and all they do is audited."""

import pytest
from django.contrib import admin
from django.test import Client

from cardiology.access import hospital_path
from cardiology.administrators import OFFERED
from cardiology.models import AuditEvent, Bed, Role, User, Ward
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
WORK = {"role": "ward_nurse", "display_name": "陈静", "language": ""}


@pytest.fixture
def administrator(staff, sign_in):
    staff[Role.ADMINISTRATOR].is_staff = True
    staff[Role.ADMINISTRATOR].save()
    return sign_in(Role.ADMINISTRATOR)


def test_only_what_is_named_is_offered_and_nothing_of_a_patient():
    offered = {model._meta.label for model in admin.site._registry}
    assert offered == OFFERED
    for model in admin.site._registry:
        if model._meta.app_label not in ("cardiology", "followup", "research"):
            continue
        names = {f.name for f in model._meta.get_fields() if not f.auto_created}
        assert not names & {"patient", "admission"}, model
        if "hospital" not in names:
            with pytest.raises(LookupError):
                hospital_path(model)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_other_roles_do_not_come_in_even_as_staff_or_superuser(staff, sign_in, role):
    User.objects.filter(pk=staff[role].pk).update(is_staff=True, is_superuser=True)
    for address in ("/admin/", "/admin/cardiology/user/", "/admin/cardiology/bed/add/"):
        assert sign_in(role).get(address, follow=True).status_code == 403


def test_an_administrator_who_is_not_let_in_is_told_so(sign_in):
    assert sign_in(Role.ADMINISTRATOR).get("/admin/", follow=True).status_code == 403


def test_who_is_not_signed_in_is_sent_to_the_one_sign_in():
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/")


def test_the_own_password_is_changed_on_the_one_page_for_it(administrator):
    assert administrator.get("/admin/password_change/")["Location"] == "/password/"


def test_every_offered_page_opens(administrator):
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert administrator.get(base).status_code == 200, base
        assert administrator.get(f"{base}add/").status_code == 200, base
    assert administrator.get("/admin/cardiology/patient/").status_code == 404


def test_staff_are_employed_amended_and_never_deleted(administrator, hospital):
    made = {**WORK, "username": "chen", "usable_password": "true", "password1": PASSWORD,
            "password2": PASSWORD, "hospital": hospital.pk}  # fmt: skip
    assert administrator.post("/admin/cardiology/user/add/", made).status_code == 302
    chen = User.objects.get(username="chen")
    assert (chen.role, chen.hospital, chen.is_staff) == (Role.WARD_NURSE, hospital, False)
    page = f"/admin/cardiology/user/{chen.pk}/"
    amended = {
        **WORK,
        "username": "chen",
        "role": "administrator",
        "hospital": hospital.pk,
        "is_active": "on",
    }
    assert administrator.post(f"{page}change/", amended).status_code == 302
    chen.refresh_from_db()
    assert chen.is_staff
    new = "something-else-entirely"
    changed = {"usable_password": "true", "password1": new, "password2": new}
    assert administrator.post(f"{page}password/", changed).status_code == 302
    assert administrator.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    events = AuditEvent.objects.filter(about="cardiology.user", about_id=chen.pk).order_by("pk")
    assert [e.event for e in events] == ["user added", "user amended", "user password set"]
    assert {e.via for e in events} == {"admin"}
    assert (events[1].old["role"], events[1].new["role"]) == ("ward_nurse", "administrator")
    assert "argon2" not in str([(e.old, e.new) for e in events])
    assert "password" not in events[0].new


def test_a_bed_is_added_and_taken_away(administrator):
    ward = Ward.objects.get()
    administrator.post("/admin/cardiology/bed/add/", {"ward": ward.pk, "label": "99"})
    bed = Bed.objects.get(label="99")
    administrator.post(f"/admin/cardiology/bed/{bed.pk}/delete/", {"post": "yes"})
    assert not Bed.objects.filter(label="99").exists()
    events = AuditEvent.objects.filter(about="cardiology.bed", about_id=bed.pk).order_by("pk")
    assert [e.event for e in events] == ["bed added", "bed deleted"]
    assert events[1].old["label"] == "99"


def test_the_key_of_a_token_is_not_in_the_audit(administrator, staff):
    user = staff[Role.DATA_MANAGER]
    administrator.post("/admin/authtoken/tokenproxy/add/", {"user": user.pk})
    key = user.auth_token.key
    event = AuditEvent.objects.get(event="tokenproxy added")
    assert (event.about, event.about_id) == ("cardiology.user", user.pk)
    assert key not in str(event.new)
