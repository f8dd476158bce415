"""What they told us: corrected, ended and told with its trail."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import page
from tickets.models import KnownFact


def told(browser, ticket):
    return browser.get(page(ticket)).context["told"].rows


def test_a_fact_says_where_it_came_from(ana, ticket):
    make.do("facts", ticket, by=ana.person, at=make.at("10 10:10"), facts={"device": "Pixel 7"})
    [row] = told(ana, ticket)
    assert (row.key, row.name, row.value, row.earlier) == ("Device", "device", "Pixel 7", [])
    assert row.told.startswith("noted by ")
    shown = ana.get(page(ticket)).content.decode()
    assert 'data-key="device" data-value="Pixel 7"' in shown


def test_a_fact_of_a_message_names_its_channel(ana, story):
    row = next(row for row in told(ana, story) if row.name == "device")
    assert row.told.startswith("chat, ")
    assert row.anchor.startswith("m")


def test_a_corrected_fact_keeps_what_it_was_before(ana, ticket):
    ana.do(ticket, "facts", facts="device: Pixel 6")
    ana.do(ticket, "facts", facts="device: Pixel 7")
    [row] = told(ana, ticket)
    assert row.value == "Pixel 7"
    assert [earlier.partition(" · ")[0] for earlier in row.earlier] == ["Pixel 6"]
    assert "Before:" in words(ana.get(page(ticket)))


def test_a_fact_that_holds_no_more_is_not_known(ana, ticket):
    ana.do(ticket, "facts", facts="device: Pixel 7")
    until = ana.get(page(ticket)).context["told"].until
    ana.do(ticket, "facts", facts="device: Pixel 7", valid_until=until)
    [row] = told(ana, ticket)
    assert row.expired
    assert 'data-key="device"' not in ana.get(page(ticket)).content.decode()
    assert KnownFact.objects.count() == 2


def test_a_name_that_means_another_is_folded_with_a_word(ana, ticket):
    ana.do(ticket, "facts", facts="Serial number: SC-1")
    answer = ana.do(ticket, "facts", facts="Serial: SC-2")
    assert [row.name for row in told(ana, ticket)] == ["serial number"]
    assert answer.status_code == 302


def test_whose_page_it_is_is_told_under_which_name_it_is_kept(ana, ticket):
    ana.do(ticket, "facts", facts="Serial: SC-2")
    assert "“Serial” is kept as “serial number” here." in words(ana.get(page(ticket)))


def test_words_of_a_message_can_be_named(ana, ticket):
    message = ticket.messages.get(direction="in")
    ana.do(ticket, "facts", facts="symptom: hangs", from_message=message.pk)
    assert KnownFact.objects.get().message == message
    assert 'id="name-fact"' in ana.get(page(ticket)).content.decode()
