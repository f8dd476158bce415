"""What a site embeds: small, its own policy, opening hours and figures that flatter nobody."""

import gzip
import json
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders

from tests import make
from tests.make import account
from tickets.actions.setup import widgets
from tickets.channels.chat import hours
from tickets.channels.chat.pages import WORDS

pytestmark = pytest.mark.django_db
AT_MOST = 10 * 1024  # bytes, compressed


@pytest.fixture
def widget():
    """The widget "demo" of a desk that is open Mon-Fri 9-17 in Berlin."""
    make.desk()
    return account("chat", "demo")[0]


def told(client, when="5 10:00", query=""):
    """The settings that the frame's page hands to its script."""
    with time_machine.travel(make.at(when), tick=False):
        page = client.get(f"/widget/demo/frame{query}").content.decode()
    return json.loads(page.partition('type="application/json">')[2].partition("</script>")[0])


@pytest.mark.parametrize("language", ["en", "de"])
def test_everything_together_is_small(client, widget, language):
    note_times(395, 1130)
    parts = [client.get("/widget/demo.js"), client.get(f"/widget/demo/frame?lang={language}")]
    bodies = [part.content for part in parts]
    bodies += [Path(finders.find(f"widget/{name}")).read_bytes() for name in ("frame.css", "frame.js")]
    sizes = [len(gzip.compress(body)) for body in bodies]
    assert sum(sizes) < AT_MOST, sizes


def test_every_language_says_everything_and_nothing_that_is_not_used():
    script = Path(finders.find("widget/frame.js")).read_text()
    for key, words in WORDS["en"].items():
        assert f'"{key}"' in script or key in ("you", "automatic", "kept", "broken", "open", "closed"), key
        wanted = set(re.findall(r"\{\w+\}|</?b>", words))
        assert set(re.findall(r"\{\w+\}|</?b>", WORDS["de"][key])) == wanted, key
    assert list(WORDS["en"]) == list(WORDS["de"])


def test_only_the_widgets_sites_and_our_own_pages_frame_it(client, widget):
    root = make.person("root", "administrator")
    basics = {"name": "Chat", "title": "", "colour": "#155dfc", "team": None, "active": True}
    widgets.change_widget(widget, by=root, origins=["https://shop.example"], **basics)
    page = client.get("/widget/demo/frame")
    assert "frame-ancestors 'self' https://shop.example" in page["content-security-policy"]
    assert "X-Frame-Options" not in page
    assert "'unsafe-inline'" not in page["content-security-policy"]
    assert "no-store" in page["cache-control"]
    assert page.cookies == {}


def test_no_other_page_may_be_framed_for_it(client, widget):
    for address in ("/widget/demo", "/widget/demo.js", "/admin/login/"):
        page = client.get(address)
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["content-security-policy"]


def test_the_loader_is_of_its_widget_and_may_be_kept_for_a_while(client, widget):
    script = client.get("/widget/demo.js")
    assert script["content-type"].startswith("text/javascript")
    assert script["cache-control"] == "public, max-age=300"
    assert "#155dfc" in script.content.decode()
    assert "{{" not in script.content.decode()


def test_what_is_not_there_is_missing(client, widget):
    account("chat", "shut")[0]
    type(widget).objects.filter(slug="shut").update(active=False)
    for slug in ("shut", "nobody"):
        assert client.get(f"/widget/{slug}.js").status_code == 404
        assert client.get(f"/widget/{slug}/frame").status_code == 404
        assert client.get(f"/widget/demo?widget={slug}").status_code == 404
    assert client.get('/widget/demo?widget="><script>').status_code == 404


def test_the_demo_page_embeds_the_widget_as_a_site_would(client, widget):
    account("chat", "shop")
    assert '<script src="/widget/demo.js" async></script>' in client.get("/widget/demo").content.decode()
    assert '<script src="/widget/shop.js" async></script>' in client.get("/widget/demo?widget=shop").content.decode()


def test_the_page_comes_in_the_language_asked_for_or_english(client, widget):
    assert told(client, query="?lang=de-AT")["words"] == WORDS["de"]
    for other in ("", "?lang=fr", "?lang=../../x"):
        assert told(client, query=other)["words"] == WORDS["en"]
    assert '<html lang="de-DE">' in client.get("/widget/demo/frame?lang=de").content.decode()


OPENING = [
    ("5 10:00", True, "2025-03-05T16:00:00Z", "2025-03-06T08:00:00Z"),
    ("5 17:00", False, None, "2025-03-06T08:00:00Z"),
    ("8 10:00", False, None, "2025-03-10T08:00:00Z"),
]


@pytest.mark.parametrize(("when", "is_open", "closes", "opens"), OPENING)
def test_it_knows_when_somebody_is_there(client, widget, when, is_open, closes, opens):
    told_hours = told(client, when)["hours"]
    assert (told_hours["open"], told_hours["closes"], told_hours["opens"]) == (is_open, closes, opens)
    assert told_hours["week"] == [{"from": 0, "to": 4, "hours": [["09:00", "17:00"]]}]
    assert told_hours["zone"] == "Europe/Berlin"


def test_a_desk_without_hours_never_closes(db):
    always = hours.opening(make.at("5 10:00"))
    assert (always["open"], always["closes"], always["opens"]) == (True, None, None)


def note_times(median, p90):
    when = {"since": make.at("1/2 00:00"), "at": make.at("1/3 00:00")}
    widgets.note_answer_time("chat", median_s=median, p90_s=p90, n=40, **when)


def test_answer_times_are_told_in_minutes_never_shorter_than_they_are(client, widget):
    assert told(client)["answers"] is None
    note_times(361, 1140)
    assert told(client)["answers"] == {"half": 7, "most": 19, "weeks": 4}
    widgets.forget_answer_time("chat")
    assert told(client)["answers"] is None


def test_words_of_others_stay_words(client, widget):
    root = make.person("root", "administrator")
    title = "</script><script>alert(1)</script>"
    widgets.change_widget(
        widget, by=root, name="Chat", title=title, colour="#155dfc", origins=[], team=None, active=True
    )
    page = client.get("/widget/demo/frame").content.decode()
    assert "<script>alert" not in page
    assert told(client)["title"] == title


def test_the_frame_is_shown_at_a_bearable_rate(client, widget, monkeypatch):
    monkeypatch.setattr("tickets.channels.chat.pages.FRAMES_A_MINUTE", 1)
    assert [client.get("/widget/demo/frame").status_code for _ in range(2)] == [200, 429]


def test_no_setting_of_the_desk_loosens_what_other_pages_allow():
    assert settings.X_FRAME_OPTIONS == "DENY"
