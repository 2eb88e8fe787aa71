"""What hands do on a form: fill a field by its label, choose an answer, type a code and pick it."""

import re


def field(page, label):
    """The field with this label; a mark beside the label, such as for core variables, is no part of it."""
    words = re.compile(rf"^\s*{re.escape(label)}[\s●]*$")
    return page.locator("main .field").filter(has=page.locator(".field-label", has_text=words))


def fill(page, label, text):
    """Type into the field with this label."""
    field(page, label).locator(".control").locator("input, textarea").first.fill(text)


def choose(page, label, answer):
    """Press one answer of a group of buttons, or pick it in a list."""
    control = field(page, label).locator(".control")
    control.wait_for()
    if control.get_by_role("radio").count():
        control.get_by_role("radio", name=answer, exact=True).check()
    else:
        control.locator("select").select_option(label=answer)


def type_code(page, label, words):
    """Type the beginning of a name, go down to the first that is found and take it: keyboard only."""
    field(page, label).locator(".control input").focus()
    page.keyboard.type(words, delay=20)
    page.locator(".codes [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def save(page):
    """Ctrl+S, and the page that follows."""
    with page.expect_navigation():
        page.keyboard.press("Control+s")


def rail(page, place):
    """Open a place of the record."""
    page.get_by_role("navigation", name="Record").get_by_role("link", name=place).click()
