"""Two tickets are never joined without a look at both."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh, page
from tickets.actions.setup import people
from tickets.models import Ticket
from tickets.rules.access import COMMAND
from tickets.rules.identity import JoinHint


@pytest.fixture
def toms(mias):
    """Tom's mail, which says that it belongs to Mia's ticket."""
    claims = [(mias, JoinHint.THREAD)]
    return make.receive("10 09:30", "Here is the log.", email="tom@example.org", name="Tom", claims=claims).ticket


def press(browser, ticket, into, **said):
    """What every button for it sends: of a suggestion, of the other tickets, of the menu."""
    shown = browser.get(page(ticket)).context
    seen = {"version": shown["version"], "seen": shown["last_line"]}
    return browser.post(ticket, "merge", into=into, **{**seen, **said})


def test_the_first_press_joins_nothing_and_shows_both(ana, mias, toms):
    answer = press(ana, toms, f"#{mias.pk}")
    assert answer["Location"] == f"/admin/tickets/ticket/{toms.pk}/join/?into={mias.pk}"
    assert fresh(toms).merged_into is None
    text = words(ana.client.get(answer["Location"]))
    for shown in ("Mia Novak", make.MIA, "App hangs", "The app hangs.", "Tom", "Here is the log."):
        assert shown in text
    assert "They are two customers: Tom and Mia Novak." in text
    assert "No right goes over: every link to either customer's page ends." in text
    assert "It can be undone" in text


def test_the_second_press_joins(ana, mias, toms):
    ana.look_and_press(toms, press(ana, toms, mias.pk))
    assert fresh(toms).merged_into == mias


def test_two_of_one_customer_are_said_to_be_of_one(ana, mias):
    make.answered(mias, "10 09:10")
    other = make.ticket("10 09:40", "And another thing")
    assert "Both are of Mia Novak." in ana.words(f"ticket/{other.pk}/join/", into=mias.pk)


def test_whoever_sees_the_one_that_goes_on_will_see_all(ana, mias, toms):
    assert "by everybody of us" in ana.words(f"ticket/{toms.pk}/join/", into=mias.pk)
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    ana.person.teams.add(team)
    make.do("assign", mias, at=make.at("10 10:00"), to=None, team=team)
    assert f"whoever may see #{mias.pk}, a ticket of App support" in ana.words(f"ticket/{toms.pk}/join/", into=mias.pk)


def test_something_new_in_either_asks_for_another_look(ana, mias, toms):
    looked = ana.client.get(press(ana, toms, mias.pk)["Location"]).context
    make.receive("10 10:30", "It works again.", ticket=mias, proven=True)
    answer = press(ana, toms, mias.pk, looked=looked["stays"].last_line)
    assert answer["Location"].endswith("&again")
    text = words(ana.client.get(answer["Location"]))
    assert "Nothing was merged yet, because something new came in the other ticket" in text
    assert "It works again." in text
    make.receive("10 10:31", "Wrong ticket.", email="tom@example.org", ticket=toms, proven=True)
    stale = {"version": looked["goes"].ticket.version, "seen": looked["goes"].last_line}
    newest = ana.client.get(answer["Location"]).context["stays"].last_line
    assert ana.post(toms, "merge", into=mias.pk, looked=newest, **stale).status_code == 409
    assert fresh(toms).merged_into is None


@pytest.mark.parametrize("into", ["999999", "x", "²", "self", "hidden", "merged"])
def test_what_cannot_be_joined_has_no_page(ana, mias, toms, into):
    hidden = make.ticket("10 10:05", email="leo@example.org")
    Ticket.objects.filter(pk=hidden.pk).update(team=people.create_team(by=COMMAND, slug="x", name="X"))
    merged = make.ticket("10 10:06", email="lea@example.org")
    ana.do(merged, "merge", into=mias.pk)
    number = {"self": toms.pk, "hidden": hidden.pk, "merged": merged.pk}.get(into, into)
    assert ana.get(f"ticket/{toms.pk}/join/", into=number).status_code == 404


def test_who_may_only_read_has_no_page(browser, mias, toms):
    assert browser("max", "read_only").get(f"ticket/{toms.pk}/join/", into=mias.pk).status_code == 404


def test_without_another_ticket_it_offers_the_customers_own_and_finds_others_by_words(ana, mias, toms):
    make.answered(mias, "10 09:10")
    other = make.ticket("10 09:40", "And another thing", subject="Another thing")
    hidden = make.ticket("10 10:05", "Here is the log too.", email="leo@example.org")
    Ticket.objects.filter(pk=hidden.pk).update(team=people.create_team(by=COMMAND, slug="x", name="X"))
    text = ana.words(f"ticket/{mias.pk}/join/")
    assert f"#{other.pk} " in text
    assert f"#{toms.pk} " not in text
    found = ana.words(f"ticket/{mias.pk}/join/", q="log")
    assert f"#{toms.pk} " in found
    assert f"#{hidden.pk} " not in found
    assert f"#{mias.pk} " not in found.partition("Look at both")[2]
    assert f"/admin/tickets/ticket/{mias.pk}/join/" in ana.get(page(mias)).content.decode()


def test_two_are_linked_after_a_look_at_both(ana, mias, toms):
    text = ana.words(f"ticket/{toms.pk}/join/", into=f"#{mias.pk}", link="")
    for shown in ("App hangs", "Here is the log.", "Nothing moves, nobody is told"):
        assert shown in text
    assert "Merge #" not in text
    ana.do(toms, "link", to=mias.pk, relation="same_issue")
    assert f"#{mias.pk}" in ana.words(page(toms))
