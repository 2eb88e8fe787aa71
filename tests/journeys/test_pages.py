"""Every page that a role can reach by links, in both languages: whole, accessible, within the window.

One walk for each role and language, which the workers share. See `sweep.py` for what a page is asked.
"""

import pytest

from followup.synthetic.demonstration import ACCOUNTS
from tests.journeys.sweep import FORMS, Sweep

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
SEEN = {"en": set(), "zh-hans": set()}  # how pages were made that axe has looked at, by this worker
FEWEST = {"admin": 10, "researcher": 10}  # kinds of pages; a walk that leads nowhere proves nothing


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_is_whole(department, sessions, page, complaints, account, language):
    cookies = {"sessionid": sessions[account], "django_language": language}
    page.context.add_cookies([{"name": n, "value": v, "url": department.url} for n, v in cookies.items()])
    forms = FORMS.get(account, set())
    sweep = Sweep(page, department.url, complaints, language=language, seen=SEEN[language], forms=forms)
    sweep.walk()
    assert not sweep.problems, "\n".join(sweep.problems)
    assert len(sweep.kinds) >= FEWEST.get(account, 20)
    assert sweep.broken == forms
