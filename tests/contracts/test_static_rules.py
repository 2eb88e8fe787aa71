"""What the sources must not contain: a shell, code made from text, markup out of hand, weak chance."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.forms import URLField
from django.test import Client

from cardiology.models import Role

ROOT = Path(settings.BASE_DIR)
OURS = ("cardiology", "followup", "research", "config")
SOURCES = [p for app in OURS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
MADE_BY_US = {"cardiology/drawing/svg.py", "research/pictures/stamp.py"}
SHUFFLED = {"cardiology/synthetic/chance.py", "cardiology/quality/sampling.py"}  # repeatable, and no secret


def name(path):
    return str(path.relative_to(ROOT))


def words_of(path):
    """Every name that a module calls or imports, as it is written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            yield from (f"{k.arg}={ast.unparse(k.value)}" for k in node.keywords if k.arg == "shell")
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def where(forbidden, but=()):
    found = [(name(path), word) for path in SOURCES for word in words_of(path) if word in forbidden]
    return [(path, word) for path, word in found if path not in but]


def test_no_shell_no_code_from_text():
    """ASVS V1.2.5, V1.3.2, V1.5.2"""
    assert not where(
        {"eval", "exec", "os.system", "os.popen", "shell=True", "pickle", "marshal", "yaml", "shelve"}
    )
    assert where({"subprocess.run"}), "the search finds what is there"


def test_markup_is_made_in_two_places_only():
    """ASVS V1.1.2: `mark_safe` where each text went through `escape`; no template switches it off."""
    assert {path for path, _word in where({"mark_safe"})} == MADE_BY_US
    loose = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")
    assert not [name(p) for p in sorted((ROOT / "templates").rglob("*.html")) if loose.search(p.read_text())]


def test_addresses_are_never_typed_text():
    """ASVS V1.2.2: no field takes an address, so that none with another scheme reaches a link."""
    fields = [
        f for app in OURS[:3] for m in apps.get_app_config(app).get_models() for f in m._meta.get_fields()
    ]
    assert not [f for f in fields if isinstance(getattr(f, "formfield", dict)(), URLField)]
    assert not where({"forms.URLField", "models.URLField"})


def test_outgoing_requests_follow_nothing():
    """ASVS V15.3.2: `http.client` goes where it is told and nowhere else."""
    others = {"urllib.request", "requests", "httpx", "aiohttp", "urllib3"}
    assert {path for path, _word in where(others)} <= {"config/supervisor.py"}  # asks the house itself


def test_chance_that_guards_comes_from_the_system():
    """ASVS V6.5.3, V11.5.1"""
    drawn = {path for path, _word in where({"random", "random.Random"})}
    assert {path for path in drawn if "/bench/" not in path} == SHUFFLED


def test_scripts_keep_to_themselves():
    """ASVS V3.2.2, V3.2.3, V3.5.6, V14.3.3: nothing about a patient in the browser, nothing on `window`."""
    loose = re.compile(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|document\.write|\beval\(|new Function"
        r"|outerHTML\s*=|insertAdjacentHTML|window\.\w+\s*=[^=]|createElement\(.script"
    )
    assert not [(name(path), found) for path in SCRIPTS for found in loose.findall(path.read_text())]
    written = [name(path) for path in SCRIPTS if "innerHTML" in path.read_text()]
    assert written == ["static/js/reading.js"], "what the server has escaped, and nothing else"


def test_scripts_name_what_they_write():
    """ASVS V15.3.6: nothing is written under a name that came from outside: no prototype is reached."""
    loose = re.compile(
        r"""\w\[[^\]"'`]*[A-Za-z_$][^\]"'`]*\]\s*=(?!=)|__proto__|\.prototype\b|fromEntries|\bfor\s*\([^)]*\bin\b"""
        r"""|Object\.assign\([^;]*?,\s*(?!\{|document)\w+(?:\.\w+)*\)"""
    )
    for bad in ("kept[name] = 1", "Object.assign(kept, sent)", "for (const name in sent)"):
        assert loose.search(bad), bad
    assert not [(name(path), found[0]) for path in SCRIPTS for found in loose.finditer(path.read_text())]


def test_no_name_that_somebody_sent_becomes_an_attribute():
    """ASVS V15.3.3: what a request brings goes through a form; it names no attribute, model or module."""
    by_name = {"getattr", "setattr", "delattr", "import_module", "import_string", "apps.get_model", "type"}
    sent = re.compile(r"\brequest\.(POST|GET|FILES|data|query_params|headers|META|body)\b|\bkwargs\[")
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            spread = [ast.unparse(k.value) for k in node.keywords if k.arg is None]
            named = [ast.unparse(a) for a in node.args[1:2]] if ast.unparse(node.func) in by_name else []
            found += [(name(path), word) for word in [*spread, *named] if sent.search(word)]
    assert not found


def test_every_library_has_one_version():
    """ASVS V15.1.2, V15.2.4"""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    asked = [line.partition("#")[0].strip() for line in lines]
    assert [line for line in asked if line and not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)] == []


def test_passwords_are_masked_and_may_be_pasted(sign_in):
    """ASVS V6.2.6, V6.2.7"""
    for page in (Client().get("/sign-in/"), *(sign_in(Role.HEAD).get(p) for p in ("/password/", "/unlock/"))):
        inputs = re.findall(r"<input[^>]*name=\"\w*password\w*\"[^>]*>", page.text)
        assert inputs, page.request["PATH_INFO"]
        assert all('type="password"' in tag and "autocomplete=" in tag for tag in inputs)
        assert not any("onpaste" in tag or 'autocomplete="off"' in tag for tag in inputs)
