"""What a draft promises and asks for, offered while it is written. It is Monday, 10:42, and the desk closes at 17:00."""

import pytest

from tests import make
from tests.tickets.admin.conftest import hide
from tickets.admin.ticket.caught import MOST_HELD
from tickets.models import Event, PromiseOffer
from tickets.models.caught import forget_fact_names


def read(browser, text, **more):
    return browser.client.post("/admin/tickets/ticket/read-draft/", {"text": text, **more}).json()


def test_a_promise_is_offered_with_its_due_time_on_the_readers_clocks(ana):
    [offer] = read(ana, "Thanks, Mia. I'll get back to you by Friday.")["promises"]
    assert (offer["words"], offer["due"]) == ("I'll get back to you by Friday.", "2025-03-14T17:00")
    assert offer["told"].startswith("due Fri")


def test_a_promise_without_a_time_is_due_by_the_desks_policy_and_leaves_the_field_empty(ana):
    [offer] = read(ana, "Wir melden uns bei Ihnen.")["promises"]
    assert offer["due"] == ""
    assert offer["told"].startswith("by the desk's policy: ")
    assert "10:42" in offer["told"]  # 8 business hours from now


def test_a_day_on_which_the_desk_is_closed_is_named(ana):
    [offer] = read(ana, "I'll call you on Saturday.")["promises"]
    assert offer["due"] == "2025-03-15T17:00"
    assert offer["told"].endswith("when the desk is closed")


def test_a_draft_that_says_nothing_of_the_kind_offers_nothing(ana):
    assert read(ana, "Could you call us by Friday?", held=["device"]) == {"promises": [], "asked": []}
    assert read(ana, "") == {"promises": [], "asked": []}


def test_a_question_for_what_the_page_shows_is_answered_by_asking_to_confirm(ana):
    [asked] = read(ana, "Which device are you using?", held=["device", "plan"])["asked"]
    assert asked == {
        "key": "device",
        "words": "Which device are you using?",
        "whole": True,
        "confirm": "Is your device still {value}?",
    }
    assert read(ana, "Which device are you using?", held=["plan"])["asked"] == []


def test_it_is_asked_in_the_drafts_language(ana):
    [asked] = read(ana, "Um welches Gerät handelt es sich bei Ihnen?", held=["device"])["asked"]
    assert asked["confirm"] == "Stimmt noch: Gerät {value}?"
    [asked] = read(ana, "Bitte nennen Sie mir Ihre Bestellnummer.", held=["order_number"])["asked"]
    assert (asked["key"], asked["confirm"]) == ("order_number", "Stimmt noch: Bestellnummer {value}?")


def test_a_sentence_that_also_asks_for_what_nobody_knows_is_not_replaced(ana):
    [asked] = read(ana, "May I have your email address and order number, please?", held=["email"])["asked"]
    assert (asked["key"], asked["whole"]) == ("email", False)


def test_reading_a_draft_costs_no_statement_but_who_reads_it(ana, django_assert_num_queries):
    read(ana, "I'll call you tomorrow. Which device is it?", held=["device"])
    with django_assert_num_queries(2):  # the session and its person
        read(ana, "I'll call you tomorrow. Which device is it?", held=["device"])


def test_no_number_of_keys_and_no_length_of_a_draft_breaks_it(ana):
    assert read(ana, "nous " * 20_000, held=["x"] * (MOST_HELD + 50))["asked"] == []


@pytest.mark.parametrize("address", ["read-draft/", "promise-times/", "fact-names/"])
def test_who_only_reads_is_refused(browser, address):
    rita = browser("rita", "read_only")
    ask = rita.client.post if address == "read-draft/" else rita.client.get
    assert ask(f"/admin/tickets/ticket/{address}").status_code == 403


def test_a_no_is_kept_and_a_yes_too(ana, ticket):
    for answer in ("declined", "taken"):
        said = ana.client.post(f"/admin/tickets/ticket/{ticket.pk}/promise-offer/", {"answer": answer})
        assert said.status_code == 204
    kept = PromiseOffer.objects.values_list("ticket", "by", "answer")
    assert list(kept) == [(ticket.pk, ana.person.pk, "declined"), (ticket.pk, ana.person.pk, "taken")]


def test_an_answer_that_is_none_and_one_of_a_ticket_that_is_hidden_are_refused(ana, ticket):
    address = f"/admin/tickets/ticket/{ticket.pk}/promise-offer/"
    assert ana.client.post(address, {"answer": "perhaps"}).status_code == 400
    assert ana.client.get(address).status_code == 405
    hide(ticket)
    assert ana.client.post(address, {"answer": "taken"}).status_code == 404
    assert not PromiseOffer.objects.exists()


def test_due_times_are_one_click_away(ana):
    times = ana.get("ticket/promise-times/").json()["times"]
    assert [(time["title"], time["due"]) for time in times] == [
        ("In 2 hours", "2025-03-10T12:42"),
        ("End of today", "2025-03-10T17:00"),
        ("Tomorrow 10:00", "2025-03-11T10:00"),
        ("In 2 business days", "2025-03-12T17:00"),
    ]


def test_on_a_friday_evening_the_next_day_is_monday(ana, now):
    now.move_to(make.at("14 18:00"))
    ana.sign_in()
    titles = [time["title"] for time in ana.get("ticket/promise-times/").json()["times"]]
    assert titles == ["In 2 hours", "Next business day 10:00", "In 2 business days"]


def test_the_desks_names_and_those_that_people_use_are_offered(ana, ticket):
    make.do("facts", ticket, by=ana.person, at=make.at("10 10:10"), facts={"Shoe size": "43", "Serial": "S1"})
    names = ana.get("ticket/fact-names/").json()["names"]
    assert "shoe size" in names
    assert "serial number" in names
    assert "serial" not in names


def test_what_is_sent_all_the_same_is_counted_without_a_form(ana, ticket):
    forget_fact_names()
    ana.do(ticket, "facts", facts="device: Pixel 7")
    ana.do(ticket, "reply", text="Which device are you using?", channel="email")
    told = Event.objects.get(ticket=ticket, kind="asked")
    assert told.data == {"facts": ["device"], "verify": False}
