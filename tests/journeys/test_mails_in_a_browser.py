"""A manager has the overview mailed, the clock sends it, its link stops it: as one does it, without a finding of axe-core."""

from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.utils import timezone

from metrics import tasks
from metrics.models import ReportMail, ReportMailRecipient
from tests import make
from tests.metrics.paging import closed
from tickets.actions.setup import people
from tickets.models import User
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]


@pytest.fixture
def findings():
    """`findings(page)`: what axe-core has to say of a page, a line each; an empty list is right."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def found(page):
        page.wait_for_load_state("networkidle")
        violations = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{v['impact']} {v['id']}: {node['html'][:120]}" for v in violations for node in v["nodes"]]

    return found


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_it_is_set_up_sent_and_stopped(browser, live_server, settings, findings, width, scheme):
    settings.PUBLIC_URL = live_server.url
    make.desk()
    make.take(list(closed("A", 12, confirmed=True)))
    _, password = people.create_person(by=COMMAND, username="vera", role="manager")
    User.objects.filter(username="vera").update(email="vera@desk.example")
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/reports/")
    page.fill("input[name=username]", "vera")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.get_by_role("link", name="Mail this page").click()
    page.get_by_label("How often").select_option("monthly")
    page.get_by_label("On day of the month").fill("32")
    assert not page.get_by_label("On", exact=True).is_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Set up").click()
    page.get_by_text("Ensure this value is less than or equal to 31.").wait_for()
    assert findings(page) == []
    page.get_by_label("How often").select_option("daily")
    page.get_by_role("button", name="Set up").click()
    page.get_by_text("The mail is set up.").wait_for()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    ReportMail.objects.update(next_at=timezone.now())
    tasks.report_mails()
    (mail,) = outbox.outbox
    link = mail.extra_headers["List-Unsubscribe"].strip("<>")
    page.context.clear_cookies()
    page.set_content(mail.alternatives[0][0])
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(link)
    assert urlsplit(page.url).path == urlsplit(link).path
    assert findings(page) == []
    page.get_by_role("button", name="Stop it").click()
    page.get_by_text("Stopped: vera gets this mail no more.").wait_for()
    assert findings(page) == []
    assert ReportMailRecipient.objects.get().stopped_at is not None
