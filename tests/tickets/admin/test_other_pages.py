"""The pages beside tickets: customers, the outbox, what could not be read, and a contact that is logged by hand."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.inbox import arrivals
from tickets.actions.outbox import delivery
from tickets.actions.setup import accounts, people
from tickets.models import Message, RawInbound
from tickets.rules.access import COMMAND

CUSTOMERS, OUTBOX, ARRIVALS = "customer/", "message/", "rawinbound/"


def hide(ticket):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    return make.do("assign", ticket, at=make.at("10 10:40"), to=None, team=others)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_customers_takes_seven_statements_whatever_their_number(ana, number, django_assert_num_queries):
    for n in range(number):
        make.ticket("10 10:00", email=f"m{n}@example.org")
    with django_assert_num_queries(7):
        assert len(ana.get(CUSTOMERS).context["cl"].result_list) == number


def test_a_customers_journey_is_one_history_of_all_their_tickets(ana):
    first = make.resolved(make.ticket("5 10:00", "The app hangs.", name="Mia Novak"), "5 11:00")
    second = make.ticket("10 10:00", "My invoice?", email="", phone="+4930901820", channel="phone", name="Mia Novak")
    text = ana.words(f"{CUSTOMERS}{first.customer_id}/change/")
    assert text.index("The app hangs.") < text.index("It is fixed.")
    assert f"#{first.pk}" in text
    assert "My invoice?" not in text  # another customer until somebody joins them
    assert "My invoice?" in ana.words(f"{CUSTOMERS}{second.customer_id}/change/")


def test_a_customer_of_another_team_is_not_found_nor_are_their_words(ana):
    ticket = make.ticket("10 10:00", "Secret words", name="Mia Novak")
    hide(ticket)
    assert ana.get(f"{CUSTOMERS}{ticket.customer_id}/change/").status_code == 404
    assert "Mia Novak" not in ana.words(CUSTOMERS)


def test_a_journey_leaves_out_tickets_of_other_teams(ana):
    shown = make.resolved(make.ticket("1/1 10:00", "Mine to see"), "2/1 10:00")
    ticket = make.ticket("10 10:00", "Also mine", email="leo@example.org")
    hidden = hide(make.receive("10 10:05", "Not mine to see", email=make.MIA).ticket)
    text = ana.words(f"{CUSTOMERS}{ticket.customer_id}/change/")
    assert "Also mine" in text
    assert "Not mine to see" not in ana.words(f"{CUSTOMERS}{shown.customer_id}/change/")
    assert hidden.team.slug == "other"


def test_customers_are_found_by_name_and_address(ana):
    make.ticket("10 10:00", name="Mia Novak")
    make.ticket("10 10:00", email="leo@example.org", name="Leo Berg")
    for typed in ("novak", "mia@"):
        assert [c.name for c in ana.get(CUSTOMERS, q=typed).context["cl"].result_list] == ["Mia Novak"]


def test_the_outbox_shows_what_leaves_and_what_did_not_arrive(ana):
    ticket = make.ticket("10 10:00", subject="Basket")
    make.answered(ticket, "10 10:05")
    failed = delivery.claim(make.at("10 10:06"), 10)[-1]
    delivery.mark_failed(failed, "550 no such user", make.at("10 10:06"), final=True)
    text = ana.words(OUTBOX)
    assert make.MIA in text
    assert "550 no such user" in text
    assert "The app hangs." not in text  # what came in is no part of it
    assert "Send again" in ana.words(f"{OUTBOX}{failed.pk}/change/")
    ana.client.post(f"/admin/tickets/{OUTBOX}{failed.pk}/retry/")
    assert Message.objects.get(pk=failed.pk).delivery == "waiting"
    ana.client.post(f"/admin/tickets/{OUTBOX}{failed.pk}/retry/")  # twice is once
    assert Message.objects.get(pk=failed.pk).delivery == "waiting"


def test_messages_of_other_teams_are_not_found(ana):
    ticket = make.answered(make.ticket("10 10:00"), "10 10:05")
    message = Message.objects.latest("pk")
    hide(ticket)
    assert ana.get(f"{OUTBOX}{message.pk}/change/").status_code in (302, 404)
    assert ana.client.post(f"/admin/tickets/{OUTBOX}{message.pk}/retry/").status_code == 404
    assert make.MIA not in ana.words(OUTBOX)


@pytest.fixture
def raw(desk):
    account, _secret = accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    arrival, _new = arrivals.store(account, b"From: \xff broken", "key", at=make.at("10 10:00"))
    (claimed,) = arrivals.claim(make.at("10 10:00"), 1)
    arrivals.unreadable(claimed, "No sender.")
    return arrival


def test_what_nobody_could_read_is_shown_with_its_reason_and_its_source_and_can_be_tried_again(ana, raw):
    assert "No sender." in ana.words(ARRIVALS)
    text = ana.words(f"{ARRIVALS}{raw.pk}/change/")
    assert "From: \ufffd broken" in text
    source = ana.get(f"{ARRIVALS}{raw.pk}/source/")
    assert (source.content, source["Content-Type"]) == (b"From: \xff broken", "application/octet-stream")
    assert "attachment" in source["Content-Disposition"]
    ana.client.post(f"/admin/tickets/{ARRIVALS}{raw.pk}/retry/")
    assert RawInbound.objects.get().state == "waiting"


def test_the_list_of_arrivals_says_how_large_they_are_and_loads_none(ana, raw):
    RawInbound.objects.update(body=bytes(3_000_000))
    with CaptureQueriesContext(connection) as queries:
        text = ana.words(ARRIVALS, state="all")
    assert "2.9 MB" in text.replace("\xa0", " ")
    read = " ".join(query["sql"] for query in queries)
    assert 'LENGTH("tickets_rawinbound"."body")' in read
    assert '"body"' not in read.replace('LENGTH("tickets_rawinbound"."body")', "")


def unreadable_badge(browser):
    items = browser.get(CUSTOMERS).context["sidebar_navigation"][1]["items"]
    (item,) = [item for item in items if "rawinbound" in item["link"]]
    return item.get("badge")


def test_the_list_says_who_wrote_about_what_and_the_navigation_how_many(ana, browser, raw):
    RawInbound.objects.update(sender="Mia Novak <mia@example.org>", subject="A film", is_head=True)
    assert "Mia Novak <mia@example.org> A film" in html.unescape(ana.words(ARRIVALS))
    assert unreadable_badge(ana) == "1"
    raw.account.team = people.create_team(by=COMMAND, slug="other", name="Others")
    raw.account.save()
    assert unreadable_badge(ana) is None
    assert unreadable_badge(browser("vera", "manager")) == "1"
    RawInbound.objects.update(state="done")
    assert unreadable_badge(browser("max", "manager")) is None


def test_a_head_alone_is_never_read_as_a_mail(ana, raw):
    RawInbound.objects.update(is_head=True)
    assert "Try to read it again" not in ana.words(f"{ARRIVALS}{raw.pk}/change/")
    answer = ana.client.post(f"/admin/tickets/{ARRIVALS}{raw.pk}/retry/", follow=True)
    assert "Only the head of this mail is stored." in words(answer)
    assert RawInbound.objects.get().state == "unreadable"


@pytest.mark.parametrize(("role", "sees"), [("agent", 404), ("team_lead", 404), ("manager", 200)])
def test_what_came_to_another_teams_account_is_not_found(browser, raw, role, sees):
    team = people.create_team(by=COMMAND, slug="other", name="Others")
    raw.account.team = team
    raw.account.save()
    somebody = browser("lea", role)
    assert somebody.get(f"{ARRIVALS}{raw.pk}/source/").status_code == sees
    somebody.person.teams.add(team)
    assert somebody.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 200


def test_what_an_arrival_became_decides_who_sees_it(ana, browser, raw):
    received = make.receive("10 10:00", "Secret words")
    RawInbound.objects.update(state="done", message=received.message)
    assert ana.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 200
    hide(received.ticket)
    assert ana.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 404


def test_who_may_only_read_mends_nothing(browser, raw):
    max_ = browser("max", "read_only")
    assert max_.get(ARRIVALS).status_code == 403
    assert max_.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 404
    assert max_.client.post(f"/admin/tickets/{ARRIVALS}{raw.pk}/retry/").status_code == 404
