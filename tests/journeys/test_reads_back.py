"""A whole acute coronary syndrome is entered in the browser and read back: page, programs, exports, paper."""

import csv
import io
import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urljoin

import openpyxl
import pypdfium2
import pytest

from tests.journeys import acs_stay
from tests.journeys.hands import save

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
BESIDE = ("precision_", "source_")  # beside an instant; a program finds them in `entered`


def test_an_acs_stay_reads_back(work_as, department, sessions, browser):
    page = work_as("cardiologist")
    stay = admit(page)
    rows = enter_sections(page, stay)
    enter_parts(page, stay, rows)
    paste_results(page, department.url, stay)
    for drug in acs_stay.DRUGS:
        prescribe(page, department.url, stay, drug)
    discharge(page, department.url, stay)
    told = programs(page, department.url, stay)
    rows |= {"discharge": f"{department.url}/records/discharge/{told['discharge'][0]['id']}/"}

    assert not unlike_pages(page, rows)
    assert not unlike_rows(told)
    manager = browser.new_context()
    manager.add_cookies([{"name": "sessionid", "value": sessions["datamanager"], "url": department.url}])
    for form in ("csv", "xlsx"):
        assert not unlike_rows(exported(manager.request, department.url, form, told)), form
    manager.close()
    assert not unlike_paper(page, department.url, stay)


# What is typed


def enter(page, lines):
    """Every line into the control of its name; answers by the space bar, which no moving page can miss."""
    page.evaluate("document.querySelectorAll('main details').forEach((more) => { more.open = true; })")
    for line in lines:
        control = page.locator(f"main [name='{line.name}']").first
        kind = control.evaluate("element => element.type")
        if kind in ("radio", "checkbox"):
            for code in line.typed.split("; "):
                page.locator(f"main [name='{line.name}'][value='{code}']").press("Space")
        elif kind == "select-one":
            control.select_option(line.typed)
        else:
            control.fill(line.typed)


def admit(page):
    page.get_by_role("link", name="Register a patient").click()
    page.locator("[name=phone]").wait_for()
    enter(page, acs_stay.PATIENT)
    page.get_by_role("button", name="Register", exact=True).click()
    page.get_by_role("heading", name="Admit").wait_for()
    enter(page, acs_stay.STAY)
    page.locator("select[name=bed]").select_option(index=1)
    page.get_by_role("button", name="Admit", exact=True).click()
    page.wait_for_url("**stay=*")
    return int(re.search(r"stay=(\d+)", page.url).group(1))


def enter_sections(page, stay):
    """The address of the row of each section."""
    found = {}
    for section, lines in acs_stay.FORMS.items():
        page.goto(urljoin(page.url, f"/admissions/{stay}/{section}/"))
        enter(page, lines)
        found[section] = saved(page, stay, section)
    return found


def saved(page, stay, section):
    """The address of the one row that the stay has of this section now."""
    save(page)
    refused = page.locator("main .error-summary, main .field-confirm")
    assert not refused.count(), refused.all_inner_texts()
    (row,) = page.request.get(urljoin(page.url, f"/api/v1/{section}/?admission={stay}")).json()["results"]
    return urljoin(page.url, f"/records/{section}/{row['id']}/")


def enter_parts(page, stay, rows):
    for part, (whole, lines) in acs_stay.PARTS.items():
        page.goto(f"{rows[whole]}add/{part}/")
        enter(page, lines)
        rows[part] = saved(page, stay, part)


def paste_results(page, house, stay):
    """The block as it stands in a spreadsheet: a row per test, a column per time."""
    times = (acs_stay.SOON, acs_stay.LATER)
    cells = {(r.named, r.when): r.typed for r in acs_stay.RESULTS}
    names = dict.fromkeys(r.named for r in acs_stay.RESULTS)
    lines = ["\t".join(("Test", *times))]
    lines += ["\t".join((name, *(cells.get((name, when), "") for when in times))) for name in names]
    page.goto(f"{house}/admissions/{stay}/labs/grid/")
    page.get_by_text("Paste a block from a spreadsheet").click()
    page.locator("#block").fill("\n".join(lines))
    with page.expect_navigation():
        page.get_by_role("button", name="Read the block").click()
    save(page)
    assert f"{len(acs_stay.RESULTS)} values" in page.locator("#messages").inner_text()


def prescribe(page, house, stay, drug):
    """One more line of the table of its phase."""
    page.goto(f"{house}/admissions/{stay}/drugs/{drug.phase}/")
    line = page.locator("[data-line]").last
    name = line.locator("input[name$='-drug']")
    name.focus()
    page.keyboard.type(drug.typed, delay=20)
    page.locator(".codes [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    for column in ("dose", "frequency"):
        line.locator(f"[name$='-{column}']").fill(getattr(drug, column))
    line.locator("[name$='-dose_unit']").fill(drug.unit)
    line.locator("[name$='-route']").select_option(drug.route)
    line.locator("[name$='-started_on']").fill(drug.started)
    save(page)


def discharge(page, house, stay):
    page.goto(f"{house}/admissions/{stay}/discharge/")
    enter(page, acs_stay.DISCHARGE)
    save(page)
    page.get_by_text("Not yet open").first.wait_for()


# What reads back


def plain(value):
    """A value as text, whoever tells it: numbers without trailing zeros, instants to the minute."""
    if value is None:
        return ""
    text = "; ".join(value) if isinstance(value, list) else str(value)
    if found := re.match(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)", text):
        return " ".join(found.groups())
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return " ".join(text.split())


def expected(line):
    return plain(line.stored or line.typed)


def unlike_pages(page, rows):
    """What a control shows when the form is opened again, where it is not what was typed or stored."""
    wrong = []
    every = acs_stay.FORMS | {part: lines for part, (_whole, lines) in acs_stay.PARTS.items()}
    for section, lines in (every | {"discharge": acs_stay.DISCHARGE}).items():
        page.goto(rows[section])
        for line in lines:
            if line.name == "discharged_at":
                continue
            shown = plain(control(page, line.name))
            if shown not in (expected(line), plain(line.typed)):
                wrong.append((section, line.name, line.typed, shown))
    return wrong


def control(page, name):
    """What stands in a control."""
    found = page.locator(f"main [name='{name}']")
    if found.first.evaluate("element => ['radio', 'checkbox'].includes(element.type)"):
        return page.locator(f"main [name='{name}']:checked").evaluate_all("all => all.map((e) => e.value)")
    return found.first.input_value()


KINDS = (*acs_stay.FORMS, *acs_stay.PARTS, "discharge", "labresult", "medication")


def programs(page, house, stay):
    """Every row of the stay, of the patient and the stay itself, as a program is told."""
    told = {
        kind: page.request.get(f"{house}/api/v1/{kind}/?admission={stay}&limit=200").json()["results"]
        for kind in KINDS
    }
    told["admission"] = [page.request.get(f"{house}/api/v1/admission/{stay}/").json()]
    patient = told["admission"][0]["patient"]
    told["patient"] = [page.request.get(f"{house}/api/v1/patient/{patient}/").json()]
    return told


def exported(request, house, form, told):
    """The same rows out of the files of an export, found by their numbers."""
    found = {}
    for kind, rows in told.items():
        answer = request.get(f"{house}/export/{kind}.{form}?names=1")
        assert answer.ok, (kind, answer.status)
        by_row = {int(line["row"]): line for line in READ[form](answer.body())}
        found[kind] = [by_row[row["id"]] for row in rows]
    return found


def of_csv(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def of_xlsx(body):
    head, *lines = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0].values
    return [dict(zip(head, line, strict=False)) for line in lines]


READ = {"csv": of_csv, "xlsx": of_xlsx}


def unlike_rows(told):
    """Variables that a program or a file tells otherwise than they were entered."""
    wrong = []
    single = acs_stay.FORMS | {part: lines for part, (_whole, lines) in acs_stay.PARTS.items()}
    single |= {"patient": acs_stay.PATIENT, "admission": acs_stay.STAY, "discharge": acs_stay.DISCHARGE}
    for kind, lines in single.items():
        assert len(told[kind]) == 1, kind
        for line in lines:
            if line.name.startswith(BESIDE) or (kind, line.name) == ("discharge", "discharged_at"):
                continue
            value = plain(told[kind][0][line.name]).removeprefix("'")
            if value != expected(line):
                wrong.append((kind, line.name, expected(line), value))
    left = next(line for line in acs_stay.DISCHARGE if line.name == "discharged_at")
    assert plain(told["admission"][0]["discharged_at"]) == left.typed
    return wrong + unlike_results(told["labresult"]) + unlike_drugs(told["medication"])


def unlike_results(rows):
    stored = {(r["test"], plain(r["collected_at"])): (plain(r["value"]), r["unit"]) for r in rows}
    typed = {(r.test, r.when): (plain(r.value), r.unit) for r in acs_stay.RESULTS}
    return sorted(stored.items() ^ typed.items())


def unlike_drugs(rows):
    names = ("phase", "drug", "dose", "dose_unit", "frequency", "route", "started_on")
    stored = {tuple(plain(row[name]) for name in names) for row in rows}
    typed = {(d.phase, d.code, d.dose, d.unit, d.frequency, d.route, d.started) for d in acs_stay.DRUGS}
    return sorted(stored ^ typed)


def unlike_paper(page, house, stay):
    """What the discharge summary should say of what was entered, and does not."""
    answer = page.request.get(f"{house}/admissions/{stay}/discharge-summary.pdf?language=en", timeout=120_000)
    document = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())
    tables = (*acs_stay.FORMS.values(), acs_stay.LESION, acs_stay.DEVICE, acs_stay.PATIENT, acs_stay.STAY,
              acs_stay.DISCHARGE, acs_stay.RESULTS, acs_stay.DRUGS)  # fmt: skip
    return [line.paper for lines in tables for line in lines if line.paper and line.paper not in text]
