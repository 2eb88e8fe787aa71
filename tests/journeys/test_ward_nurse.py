"""The ward nurse: finds a patient by pinyin, records vitals by keyboard only, does not discharge."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def test_signs_in_and_sees_the_ward(work_as, fits):
    page = work_as("wardnurse")
    assert page.get_by_role("heading", name="Ward", exact=True).is_visible()
    assert page.locator("tbody tr").count() > 5
    fits(page)
