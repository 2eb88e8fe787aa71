"""The pages of research as each role meets them, with good and with bad input."""

import json

import pytest
from django.urls import reverse

from cardiology.models import AuditEvent, Role, User
from research.examples import EXAMPLES
from research.models import Question, QuestionVersion
from tests.research.conftest import definition

pytestmark = pytest.mark.django_db
LIST = "/research/"
DEEP = "[" * 100_000 + "]" * 100_000


def change(client, question, part, **posted):
    return client.post(reverse("research:change", args=[question.pk, part]), posted)


def test_an_empty_list_offers_examples(sign_in):
    page = sign_in(Role.RESEARCHER).get(LIST)
    assert page.status_code == 200
    assert "No questions yet" in page.text
    for example in EXAMPLES:
        assert str(example.title) in page.text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.id)
def test_an_example_can_be_counted_at_once(example, stays, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    page = client.post(LIST, {"example": example.id}, follow=True)
    question = Question.objects.get()
    assert page.redirect_chain[-1][0] == reverse("research:question", args=[question.pk])
    assert page.context["reading"].problems == []
    assert page.context["reading"].errors == []
    counted = client.get(reverse("research:count", args=[question.pk]))
    assert counted.context["lines"][0].remaining != "0" or example.id == "pci_low_lvef"


def test_an_example_speaks_chinese_with_who_asks(stays, sign_in):
    client = sign_in(Role.RESEARCHER)
    User.objects.filter(role=Role.RESEARCHER).update(language="zh-hans")
    page = client.post(LIST, {"example": "stemi"}, follow=True)
    question = Question.objects.get()
    assert question.draft["criteria"][0]["name"] == "18 岁及以上"
    assert "= STEMI" in page.text
    assert "= stemi" not in page.text


def test_a_title_is_asked_for(sign_in):
    page = sign_in(Role.RESEARCHER).post(LIST, {"title": "  "})
    assert page.status_code == 422
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.RESEARCHER, 200), (Role.DATA_MANAGER, 200), (Role.HEAD, 200), (Role.CARDIOLOGIST, 200),
     (Role.WARD_NURSE, 403), (Role.FOLLOWUP_NURSE, 403), (Role.ADMINISTRATOR, 403)],
)  # fmt: skip
def test_who_may_ask(sign_in, role, status):
    assert sign_in(role).get(LIST).status_code == status


def test_questions_are_private_until_shared(question, sign_in, staff, stranger, client):
    url = reverse("research:question", args=[question.pk])
    head = sign_in(Role.HEAD)
    assert head.get(url).status_code == 404
    sign_in(Role.RESEARCHER).post(
        reverse("research:describe", args=[question.pk]),
        {"title": "Shared", "is_shared": "on", "study": "S1"},
    )
    page = head.get(url)
    assert page.status_code == 200
    assert change(head, question, "json", definition="{}").status_code == 404
    client.force_login(stranger)
    for name in ("question", "count"):
        assert client.get(reverse(f"research:{name}", args=[question.pk])).status_code == 404
    copied = head.post(reverse("research:copy", args=[question.pk]), follow=True)
    assert copied.context["is_mine"]


def test_the_sentence_is_always_there(question, sign_in):
    page = sign_in(Role.RESEARCHER).get(reverse("research:question", args=[question.pk]))
    assert "Index: the first" in page.text
    assert "LVEF &lt; 50" in page.text


def test_a_criterion_by_plain_controls_and_back(question, sign_in):
    client = sign_in(Role.RESEARCHER)
    url = reverse("research:question", args=[question.pk])
    assert client.get(f"{url}?add=criterion&of=labresult").context["form"]
    answer = change(client, question, "criterion", revision="1", of="labresult", policy="include", how="max",
                    where_field="test", where_op="=", where_value="hstni", field="value", op=">", value="500",
                    span="hours", first="0", last="24", anchor="index")  # fmt: skip
    assert answer.status_code == 302
    question.refresh_from_db()
    added = question.draft["criteria"][1]
    peak = {"rows": "labresult", "where": {"=": [{"f": "test"}, "hstni"]},
            "in": {"of": "index", "hours": [0, 24]}}  # fmt: skip
    assert added["include"] == {">": [{"max": peak, "get": "value"}, 500]}
    form = client.get(f"{url}?criterion=1").context["form"]
    shown = {
        name: form[name].value() for name in ("how", "where_value", "field", "op", "value", "span", "last")
    }
    assert shown == {"how": "max", "where_value": "hstni", "field": "value", "op": ">", "value": "500",
                     "span": "hours", "last": 24}  # fmt: skip


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"of": "patient", "field": "age", "op": ">=", "value": "old"}, "value"),
        ({"of": "patient", "field": "", "op": "=", "value": "1"}, "field"),
        ({"of": "echo", "how": "last", "field": "", "op": "<", "value": "1", "span": "any",
          "anchor": "index"}, "field"),
        ({"of": "echo", "how": "has", "field": "lvef", "op": "between", "value": "3", "span": "any",
          "anchor": "index"}, "value"),
        ({"of": "patient", "field": "sex", "op": "=", "value": "a\0b"}, "value"),
        ({"of": "echo", "how": "has", "field": "lvef", "op": "=", "value": "nan", "span": "any",
          "anchor": "index"}, "value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_control(question, sign_in, posted, field):
    answer = change(sign_in(Role.RESEARCHER), question, "criterion", policy="include", **posted)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    question.refresh_from_db()
    assert question.draft == definition()


def test_index_and_variables_by_plain_controls(question, sign_in):
    client = sign_in(Role.RESEARCHER)
    change(client, question, "kind", kind="procedure")
    answer = change(client, question, "index", pick="each", cut="2026-01-31", a_field="kind", a_op="=",
                    a_value="pci", b_op="=", c_op="=", first_on="2025-01-01",
                    last_on="2025-12-31")  # fmt: skip
    assert answer.status_code == 302
    change(client, question, "variable", of="echo", how="nearest", field="lvef", span="days", first="-30",
           last="30", anchor="index")  # fmt: skip
    change(client, question, "remove", variable="diabetes")
    change(client, question, "remove", at="0")
    question.refresh_from_db()
    assert question.draft["index"] == {
        "pick": "each",
        "of": {
            "rows": "procedure",
            "where": {"=": [{"f": "kind"}, "pci"]},
            "in": {"dates": ["2025-01-01", "2025-12-31"]},
        },
    }
    assert question.draft["cut"] == "2026-01-31"
    assert question.draft["criteria"] == []
    assert "diabetes" not in question.draft["variables"]
    around = {"rows": "echo", "in": {"of": "index", "days": [-30, 30]}}
    added = question.draft["variables"]["lvef_2"]
    assert added == {"nearest": around, "get": "lvef", "to": "index"}
    assert client.get(reverse("research:question", args=[question.pk])).context["reading"].problems == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"index": 1}', '{"a": NaN}', '{"a": "\\u0000"}', '{"a": "\\ud800"}', DEEP,
     '{"x":' * 60 + "1" + "}" * 60, '"' + "x" * 300_000 + '"', '{"cut": "9999-99-99"}', '{"a": 1e999}'],
    ids=["empty", "open", "list", "null", "number", "nan", "nul", "surrogate", "deep", "nested", "huge",
         "day", "infinite"],
)  # fmt: skip
def test_bad_json_is_explained_and_nothing_is_changed(question, sign_in, text):
    answer = change(sign_in(Role.RESEARCHER), question, "json", definition=text)
    assert answer.status_code == 422
    assert answer.context["json_problems"]
    question.refresh_from_db()
    assert question.draft == definition()


def test_all_problems_are_listed_at_their_place(question, sign_in):
    wrong = definition(criteria=[{"name": "a", "include": {"=": [{"f": "index.nonsense"}, 1]}},
                                 {"name": "b", "include": {"nonsense": 1}}])  # fmt: skip
    answer = change(sign_in(Role.RESEARCHER), question, "json", definition=json.dumps(wrong))
    places = [p.path for p in answer.context["json_problems"]]
    assert any(p.startswith("criteria[0]") for p in places)
    assert any(p.startswith("criteria[1]") for p in places)


def test_a_stale_window_loses_nothing(question, sign_in):
    client = sign_in(Role.RESEARCHER)
    first = json.dumps(definition(cut="2026-01-01"))
    assert change(client, question, "json", definition=first, revision="1").status_code == 302
    answer = change(
        client, question, "json", definition=json.dumps(definition(cut="2026-02-02")), revision="1"
    )
    assert answer.status_code == 409
    assert "2026-02-02" in answer.text
    question.refresh_from_db()
    assert question.draft["cut"] == "2026-01-01"


def test_versions_are_named_and_never_change(question, sign_in, stays):
    client = sign_in(Role.RESEARCHER)
    url = reverse("research:save_version", args=[question.pk])
    for _again in range(2):
        assert client.post(url, {"name": "protocol 1"}).status_code == 302
    version = QuestionVersion.objects.get()
    assert len(version.sha256) == 64
    assert "LVEF" in version.sentence
    with pytest.raises(Exception, match="never changes"):
        QuestionVersion.objects.filter(pk=version.pk).update(name="other")


def test_a_definition_with_findings_is_not_saved(question, sign_in):
    client = sign_in(Role.RESEARCHER)
    lists = definition(lists={"unused": ["I21*"]})
    change(client, question, "json", definition=json.dumps(lists))
    answer = client.post(reverse("research:save_version", args=[question.pk]), {"name": "v"})
    assert answer.status_code == 422
    assert not QuestionVersion.objects.exists()


def test_freezing_keeps_rows_for_other_questions(question, sign_in, stays):
    client = sign_in(Role.RESEARCHER)
    client.post(reverse("research:save_version", args=[question.pk]), {"name": "protocol 1"})
    for _again in range(2):
        client.post(reverse("research:freeze", args=[question.pk, 1]))
    cohort = QuestionVersion.objects.get().cohorts.get()
    assert cohort.rows.count() == cohort.counts["rows"] > 0
    start = definition(index={"of": {"rows": f"cohort:{cohort.pk}@1"}, "pick": "each"}, criteria=[])
    change(client, question, "json", definition=json.dumps(start))
    counted = client.get(reverse("research:count", args=[question.pk]))
    assert "lines" in counted.context


def test_exact_counts_for_who_may_open_records_others_see_rounded(question, sign_in, stays):
    question.is_shared = True
    question.save()
    url = reverse("research:count", args=[question.pk])
    exact = sign_in(Role.HEAD).get(url).context["lines"]
    careful = sign_in(Role.RESEARCHER).get(url).context["lines"]
    assert exact[0].remaining == "24"
    assert careful[0].remaining == "25"
    assert exact[1].unknown == "8"
    assert careful[1].unknown == "< 10"


def test_changes_are_audited(question, sign_in):
    change(sign_in(Role.RESEARCHER), question, "json", definition=json.dumps(definition(cut="2026-01-01")))
    event = AuditEvent.objects.get(event="question changed")
    assert event.old["definition"]["cut"] == "2026-06-30"
    assert event.new["definition"]["cut"] == "2026-01-01"


@pytest.mark.parametrize("at", ["²", "9" * 40, "-1", "x", "999"])
def test_strange_places_do_nothing(question, sign_in, at):
    client = sign_in(Role.RESEARCHER)
    assert change(client, question, "remove", at=at).status_code == 302
    assert client.get(reverse("research:question", args=[question.pk]), {"criterion": at}).status_code == 200
    posted = {"counts-kind": "counts", "version": at}
    assert client.post(reverse("research:start", args=[question.pk, "counts"]), posted).status_code in (
        404,
        422,
    )
    question.refresh_from_db()
    assert question.draft == definition()


def test_every_plain_criterion_of_the_examples_reads_back_as_it_was_written(staff):
    from research.catalogue import catalogue
    from research.forms.criteria import CriterionForm, read

    kinds = catalogue(staff[Role.HEAD].hospital_id)
    seen = 0
    for example in EXAMPLES:
        for criterion in example.definition["criteria"]:
            subject, controls = read(criterion, kinds)
            posted = {k: "" if v is None else v for k, v in controls.items() if v is not False}
            form = CriterionForm({"span": "any", "anchor": "index", **posted}, kinds=kinds, subject=subject,
                                 of=example.definition["index"]["of"]["rows"])  # fmt: skip
            assert form.is_valid(), form.errors
            assert form.criterion([]) == criterion
            seen += 1
    assert seen == 5


def test_the_page_takes_few_queries(question, sign_in, django_assert_max_num_queries):
    client = sign_in(Role.RESEARCHER)
    with django_assert_max_num_queries(20):
        client.get(reverse("research:question", args=[question.pk]))
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_the_page_speaks_chinese(question, sign_in):
    page = sign_in(Role.RESEARCHER).get(
        reverse("research:question", args=[question.pk]), HTTP_ACCEPT_LANGUAGE="zh-hans"
    )
    assert "入组" in page.text
