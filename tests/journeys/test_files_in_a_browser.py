"""A manager orders a long file, sees how far it is without loading the page again, and fetches it."""

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from metrics import preparing, tasks
from metrics.models import PreparedFile
from tests import make
from tickets.actions.setup import people
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture
def listed(browser, live_server, tmp_path, monkeypatch):
    """`listed(width, scheme)`: a list of three tickets, which is long here, seen by a manager."""
    monkeypatch.setattr(PreparedFile._meta.get_field("file"), "storage", FileSystemStorage(location=tmp_path))
    monkeypatch.setattr("metrics.pages.tickets.MANY", 2)
    monkeypatch.setattr("metrics.pages.tickets.IN_A_PART", 1)
    make.desk()
    for hours in (3, 20, 30):
        make.receive(timezone.now() - timedelta(hours=hours), email=f"mia{hours}@example.com")
    _, password = people.create_person(by=COMMAND, username="vera", role="manager")

    def opened(width, scheme="light"):
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        page.goto(f"{live_server.url}/reports/tickets/?report=ttr&count=started")
        page.fill("input[name=username]", "vera")
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.get_by_text("This list is long").wait_for()
        return page

    return opened


def test_the_page_follows_the_file_and_keeps_the_focus(listed):
    page = listed(1440)
    page.get_by_role("button", name="Prepare the file: CSV").click()
    page.get_by_text("Waiting", exact=True).wait_for()
    page.evaluate("window.loaded = true")
    page.get_by_role("button", name="Delete").focus()
    row = preparing.claim(timezone.now())
    PreparedFile.objects.filter(pk=row.pk).update(done=1, total=3)
    page.get_by_text("1 of 3 tickets").wait_for()
    PreparedFile.objects.update(lease_until=timezone.now())
    tasks.prepare_files()
    page.get_by_role("link", name="Fetch").wait_for()
    assert page.evaluate("window.loaded")
    assert page.evaluate("document.activeElement.id").startswith("delete-")
    assert "Fetch" in page.locator("#files-said").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Fetch").click()
    assert download.value.suggested_filename.startswith("ttr-tickets-")
    page.get_by_role("button", name="Delete").click()
    page.get_by_text("You have ordered no file").wait_for()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_there_is_no_finding(listed, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def findings():
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]

    page = listed(width, scheme)
    assert findings() == []
    page.get_by_role("button", name="Prepare the file: CSV").click()
    page.get_by_text("Waiting", exact=True).wait_for()
    row = preparing.claim(timezone.now())
    PreparedFile.objects.filter(pk=row.pk).update(done=1, total=3)
    page.get_by_text("1 of 3 tickets").wait_for()
    assert findings() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    PreparedFile.objects.update(lease_until=timezone.now())
    tasks.prepare_files()
    page.get_by_role("link", name="Fetch").wait_for()
    assert findings() == []
