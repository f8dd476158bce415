"""What a browser fetches for a page the first time, as the production server sends it, and the icons of the font that it gets."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

from tests import make
from tickets.models import tokens

ROOT = Path(settings.BASE_DIR)
ICONS = set((ROOT / "config/static/unfold/fonts/material-symbols/icons.txt").read_text().split())
WOFF2 = b"wOF2"
KB = 1024
HEADERS = 350  # bytes of an answer beside its body
LOADED = re.compile(r"""<(?:script|link)\b[^>]*?(?:src|href)=["']?(/static/[^"'#\s>]+)""")
FONT = re.compile(r"url\(\"?([^\")]+)\"?\)[^}]*?(?:unicode-range: ([^;]+);|})", re.DOTALL)


def sent(body):
    """Bytes on the wire of a body: as whitenoise stores it and the middleware sends it, whichever is shorter."""
    return min(len(body), len(gzip.compress(body, 9))) + HEADERS


def file_of(address):
    """A static file by its address."""
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert found, address
    return Path(found)


def fonts_of(css):
    """The fonts that a page with Western letters fetches by a stylesheet."""
    for name, letters in FONT.findall(css.read_text()):
        if name.endswith("woff2") and (not letters or letters.startswith("U+20-7E")):
            yield css.parent / name


def weight(html):
    """The bytes that a page and all that it loads cost a browser that knows nothing of the desk yet."""
    files = {file_of(address) for address in LOADED.findall(html)}
    fonts = {font.name: font for css in files if css.suffix == ".css" for font in fonts_of(css)}
    whole = {
        name: font if font.exists() else file_of(f"/static/unfold/fonts/inter/{name}") for name, font in fonts.items()
    }
    return sent(html.encode()) + sum(sent(path.read_bytes()) for path in [*files, *whole.values()])


@pytest.fixture
def ana(client, db):
    """An agent with fifty tickets, one of them with twenty messages."""
    make.desk()
    ana = make.person("ana", is_staff=True)
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    for number in range(50):
        make.ticket("10 10:00", f"The app hangs, {number}.", email=f"m{number}@example.org", subject=f"Case {number}")
    return client


@pytest.fixture
def long_one(db):
    ticket = make.ticket("10 10:00")
    for number in range(1, 20):
        make.receive(
            f"10 11:{number:02}",
            f"Message {number}: it hangs again, and here is what I see.",
            ticket=ticket,
            proven=True,
        )
    return ticket


def test_list_and_ticket_weigh_at_most_350_kb(ana, long_one):
    for page in ("", f"{long_one.pk}/change/"):
        answer = ana.get(f"/admin/tickets/ticket/{page}")
        assert answer.status_code == 200
        assert weight(answer.content.decode()) <= 350 * KB, page


def test_the_customers_page_weighs_at_most_80_kb(client, long_one):
    link = tokens.sign(long_one, make.holder(long_one), at=timezone.now())
    answer = client.get(f"/r/{long_one.reference}?t={link}")
    assert answer.status_code == 200
    assert weight(answer.content.decode()) <= 80 * KB


def test_the_whole_library_of_charts_is_fetched_by_pages_with_a_chart_alone(ana, long_one):
    assert len(file_of("/static/unfold/js/chart/chart.js").read_bytes()) < KB
    assert len(file_of("/static/unfold-charts/chart.js").read_bytes()) > 50 * KB
    assert b"unfold-charts" not in ana.get("/admin/tickets/ticket/").content
    assert b"unfold-charts" in ana.get("/reports/ttr/").content


NAMED = (
    r"""{% icon "([a-z0-9_]+)\"""",
    r"""material-symbols-outlined[^>]*>([a-z0-9_]+)<""",
    r"""(?:SITE_SYMBOL": |icon=|icon: )"([a-z0-9_]+)\"""",
    r"""(?:Pill\([^"\n]*(?:"[^"\n]*"\)?[^"\n]*)?, "[a-z]+", |Sentence\(|_figures\(_\("[^"]*"\), |_item\(request, _\("[^"]*"\), )"([a-z0-9_]+)\"""",
)


def test_each_icon_that_our_sources_name_is_in_the_font_that_we_send():
    """A name that is not in it would be read as a word. What a page really shows is looked at in a browser."""
    missing, found = {}, set()
    for top in ("tickets", "metrics", "config"):
        for path in (ROOT / top).rglob("*"):
            if path.suffix in (".py", ".html", ".js") and "migrations" not in path.parts:
                text = path.read_text()
                names = {name for named in NAMED for name in re.findall(named, text)}
                found |= names
                missing |= dict.fromkeys(names - ICONS, path.name)
    assert missing == {}
    assert len(found) > 100


def test_the_fonts_are_those_of_the_script_that_made_them():
    fonts = ROOT / "config/static/unfold/fonts"
    assert {path.name for path in fonts.rglob("*.woff2")} == {
        "Material-Symbols-Outlined.woff2",
        *(f"Inter-{weight}-latin.woff2" for weight in ("Regular", "Medium", "SemiBold", "Bold")),
    }
    for path in fonts.rglob("*.woff2"):
        assert path.read_bytes().startswith(WOFF2)
        assert path.stat().st_size < 25 * KB, path.name
