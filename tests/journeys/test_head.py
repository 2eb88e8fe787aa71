"""The head of department: the month, who is behind a number, the report on paper in both languages."""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_reads_the_month_and_prints_it(work_as, department, fits):
    page = work_as("head")
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("navigation", name="Month").get_by_role("link").nth(1).click()
    month = re.search(r"\d{4}-\d{2}", page.get_by_role("heading", level=1).inner_text())[0]
    fits(page)
    for language, title in (("English", "Department report"), ("中文", "科室")):
        address = page.get_by_role("link", name=f"PDF {language}").get_attribute("href")
        answer = page.request.get(f"{department.url}{address}")
        paper = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
        text = paper[0].get_textpage().get_text_range()
        assert title in text
        assert month in text


def test_sees_who_is_behind_a_number(work_as, fits):
    page = work_as("head")
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("navigation", name="Month").get_by_role("link").nth(1).click()
    line = page.locator("tr", has=page.get_by_role("link", name=re.compile("^M"))).filter(
        has=page.locator("td", has_text=re.compile(r"^[1-9]\d*/[1-9]"))
    ).first  # fmt: skip
    met = line.locator("td").first.inner_text().split("/")[0]
    line.get_by_role("link").click()
    outcomes = page.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert outcomes.count("Met") == int(met)
    fits(page)
    name = page.locator("tbody tr a").first.inner_text()
    page.locator("tbody tr a").first.click()
    expect(page.locator(".banner")).to_contain_text(name)


def test_drills_down_from_the_board_and_prints_it(work_as, department, fits):
    page = work_as("head")
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("link", name="Quality board").click()
    page.get_by_role("button", name="Count anew").click()
    expect(page.get_by_text("counted anew")).to_be_visible()
    fits(page)
    page.locator(".board-numbers").get_by_role("link", name=re.compile("^M12")).click()
    expect(page.get_by_role("img", name="Course of 24 months")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Back to the board").click()
    address = page.get_by_role("link", name="PDF English").get_attribute("href")
    answer = page.request.get(f"{department.url}{address}")
    paper = pypdfium2.PdfDocument(io.BytesIO(answer.body()))
    assert "Quality board" in paper[0].get_textpage().get_text_range()
