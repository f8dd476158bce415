"""The web process is killed while somebody types: what stood there at the last pause is there, on this device and another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.journeys.conftest import let_in
from tests.journeys.processes import RunningDesk, environment, manage, until
from tests.redis_server import RedisServer
from tickets.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
PAUSE = 2_000  # milliseconds
PATIENCE = 30  # seconds
WORDS = "#composer-text"


def opened(browser, desk, path, person):
    """A browser of theirs, on the ticket."""
    context = let_in(browser.new_context(viewport={"width": 1366, "height": 768}), person, address(desk))
    page = context.new_page()
    page.goto(f"{address(desk)}{path}")
    return page


def address(desk):
    return f"http://127.0.0.1:{desk.port}"


def test_what_was_typed_is_there_after_the_web_process_and_the_session_were_lost(browser, tmp_path):
    make.desk()
    ticket = make.ticket(timezone.now() - timedelta(hours=1), "It hangs.", email="mia@example.com")
    ana = make.person("ana", is_staff=True)
    path = f"/admin/tickets/ticket/{ticket.pk}/change/"
    manage("collectstatic", "--noinput", env=environment(tmp_path))
    with RedisServer() as broker, RunningDesk(broker, tmp_path) as desk:
        page = opened(browser, desk, path, ana)
        page.locator(WORDS).press_sequentially("We have looked")
        page.wait_for_timeout(PAUSE)
        desk.web.kill()
        assert Draft.objects.get().text == "We have looked"
        page.locator(WORDS).press_sequentially(" into it.")  # nobody answers meanwhile
        page.locator("#draft >> text=It is kept in this browser").wait_for()
        desk.web.start()
        until(lambda: desk.post("/healthz", method="GET")[0] == 200, PATIENCE, "the web process answers again")
        elsewhere = opened(browser, desk, path, ana)
        assert elsewhere.input_value(WORDS).startswith("We have looked")
        page.context.clear_cookies()  # the session is lost as well
        page.locator(WORDS).press_sequentially(" Soon")
        page.wait_for_timeout(PAUSE)
        page.goto(page.url)
        assert "/login/" in page.url
        let_in(page.context, ana, address(desk))
        page.goto(f"{address(desk)}{path}")
        page.wait_for_function(
            "document.getElementById('composer-text').value === 'We have looked into it. Soon'", timeout=PATIENCE * 1000
        )
