"""What the journeys in a real browser share."""

import os

import pytest
from django.test import Client


@pytest.fixture
def browser(monkeypatch):
    """Debian's Chromium. Its driver runs a loop of its own, which Django would take for our code's."""
    playwright = pytest.importorskip("playwright.sync_api")
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def let_in(context, person, url):
    """A browser in which somebody is signed in already, without the page of signing in."""
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": name, "value": one.value, "url": url} for name, one in client.cookies.items()])
    return context


@pytest.fixture
def page(browser):
    """A page of a desk's screen."""
    return browser.new_page(viewport={"width": 1440, "height": 1200})
