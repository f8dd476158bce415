"""Writing on a ticket's page: nothing is lost, nothing reloads, and colleagues know of each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.setup import people
from tickets.models import Draft, Message, Preferences, User
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]
WORDS = "#composer-text"


@pytest.fixture
def ticket():
    message = InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "The app hangs.", "Basket")
    return receive(message, at=timezone.now() - timedelta(hours=1)).ticket


@pytest.fixture
def desk_of(browser, live_server, ticket):
    """A browser of somebody's, signed in, on the ticket."""
    known = {}

    def of(name):
        known[name] = known.get(name) or people.create_person(
            by=COMMAND, username=name, role="agent", first_name=name.title()
        )
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        path = f"/admin/tickets/ticket/{ticket.pk}/change/"
        page.goto(f"{live_server.url}{path}")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", known[name][1])
        page.click("button[type=submit]")
        page.wait_for_url(f"**{path}", wait_until="load")
        return page

    return of


def saved(page):
    """What was typed is on the server."""
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('draft:'))")


def test_what_is_sent_appears_without_a_reload_and_the_writer_goes_on_writing(desk_of):
    page = desk_of("ana")
    page.evaluate("window.sameDocument = true")
    page.fill(WORDS, "See https://example.com/help for it.")
    saved(page)
    assert Draft.objects.get().text == "See https://example.com/help for it."
    page.locator(WORDS).press("Control+Enter")
    page.wait_for_selector(".d-ours a[href='https://example.com/help']")
    page.locator("#said >> text=Sent.").wait_for()
    assert page.evaluate("window.sameDocument")
    assert page.evaluate("document.activeElement.id") == "composer-text"
    assert page.input_value(WORDS) == ""
    assert "example.com/help" in page.text_content("#heard")
    assert not Draft.objects.exists()
    page.fill(WORDS, "Again.")
    page.click("#composer [data-send]")
    page.wait_for_selector(".d-ours >> text=Again.")
    assert Message.objects.filter(direction="out", automatic=False).count() == 2


def test_a_draft_is_there_on_the_next_device_and_colleagues_see_only_that_it_is(desk_of):
    ana, ben = desk_of("ana"), desk_of("ben")
    ben.locator(".d-company >> text=Ana is looking").wait_for(timeout=10_000)
    ana.locator(WORDS).press_sequentially("We have looked")
    ben.locator(".d-company >> text=Ana is writing").wait_for(timeout=10_000)
    saved(ana)
    elsewhere = desk_of("ana")
    assert elsewhere.input_value(WORDS) == "We have looked"
    elsewhere.locator(WORDS).press("End")
    elsewhere.locator(WORDS).press_sequentially(" at it.")
    saved(elsewhere)
    ana.locator(WORDS).press_sequentially(" into it.")
    ana.locator("#draft >> text=You went on with this draft in another window").wait_for()
    assert ana.input_value(WORDS) == "We have looked into it."
    ana.click("#draft button >> text=Show the other")
    assert ana.input_value(WORDS) == "We have looked at it."
    assert "We have looked" not in ben.content()
    ana.context.close()
    elsewhere.context.close()
    ben.reload()
    ben.locator(".d-company >> text=Ana has a draft here").wait_for(timeout=15_000)


def test_words_typed_without_a_connection_are_there_after_a_reload(desk_of):
    page = desk_of("ana")
    page.route("**/draft/", lambda route: route.abort())
    page.fill(WORDS, "Not on the desk yet.")
    page.locator("#draft >> text=It is kept in this browser").wait_for()
    page.unroute("**/draft/")
    page.reload()
    page.wait_for_function("document.getElementById('composer-text').value === 'Not on the desk yet.'")
    saved(page)
    assert Draft.objects.get().text == "Not on the desk yet."


def test_words_stay_whatever_a_colleague_did_and_whatever_is_done_beside_them(desk_of, ticket):
    ana, ben = desk_of("ana"), desk_of("ben")
    ben.fill(WORDS, "It cannot be fixed.")
    saved(ben)
    ana.fill(WORDS, "It is fixed.")
    ana.click("#composer [value=resolve]")
    ana.wait_for_selector(".d-ours >> text=It is fixed.")
    ben.wait_for_timeout(2_000)
    ben.click(".d-actions button >> text=Take")
    ben.locator("#refused >> text=because something new came").wait_for()
    assert ben.input_value(WORDS) == "It cannot be fixed."
    ben.goto(ben.url.partition("do/")[0] + "change/")
    ben.click("#composer [data-send]")
    ben.locator("#refused >> text=Nothing was sent yet").wait_for()
    assert ben.input_value(WORDS) == "It cannot be fixed."
    assert Message.objects.filter(direction="out", automatic=False).count() == 1


@pytest.mark.holds
def test_a_mail_is_taken_back_with_all_that_was_in_it_and_goes_when_nobody_does(desk_of, tmp_path):
    page = desk_of("ana")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    log = tmp_path / "log.txt"
    log.write_text("abc")
    page.fill(WORDS, "We look into it.")
    page.set_input_files("input[name=attachments]", log)
    page.click("#composer button.d-tool >> text=Promise")
    page.fill("[name='promise.text']", "A fix")
    page.locator(WORDS).press("Control+Enter")
    page.locator("#said >> text=It goes out in 10 seconds.").wait_for()
    assert page.evaluate("document.activeElement.id") == "composer-text"
    page.locator("#held >> text=A fix").wait_for()
    page.reload()  # it is on the desk, not in the page
    page.fill(WORDS, "One more thing.")
    page.click("#held button")
    page.locator("#said >> text=Taken back").wait_for()
    assert page.input_value(WORDS) == "We look into it.\nOne more thing."
    assert page.input_value("[name='promise.text']") == "A fix"
    page.locator("[data-kept] >> text=log.txt").wait_for()
    assert page.locator("#held").count() == 0
    assert not Message.objects.filter(direction="out", automatic=False).exists()
    Preferences.objects.create(person=User.objects.get(username="ana"), undo_seconds=2)
    page.locator(WORDS).press("Control+Enter")
    page.locator("#said >> text=Sent.").wait_for(timeout=8000)
    page.locator(".d-ours:not(.d-held) >> text=One more thing.").wait_for()
    assert page.locator("#held, #refused, .d-new").count() == 0
    assert [file.name for file in Message.objects.get(direction="out", automatic=False).attachments.all()] == [
        "log.txt"
    ]
    assert [
        error for error in errors if "setAttribute" not in error
    ] == []  # Unfold's own, of a file field without a name beside it


def test_words_are_marked_by_the_bar_previewed_and_shown_as_they_left(desk_of):
    page = desk_of("ana")
    errors = []
    page.on("console", lambda line: line.type == "error" and errors.append(line.text))
    page.fill(WORDS, "Try this")
    page.locator("markdown-toolbar:defined").wait_for()
    page.evaluate("document.querySelector('#composer-text').setSelectionRange(4, 8)")
    page.click("md-bold")
    assert page.input_value(WORDS) == "Try **this**"
    page.click("[data-preview]")
    page.locator("#rich-shown strong >> text=this").wait_for()
    page.locator(WORDS).press("Control+Enter")
    page.locator(".d-ours .d-rich strong >> text=this").wait_for()
    assert errors == []
