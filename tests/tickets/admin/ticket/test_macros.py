"""Macros in the composer: fetched on demand, filled in, sent as steps, and shown again when an answer is refused."""

import json

import pytest

from tests import make
from tests.tickets.admin.conftest import hide, words
from tests.tickets.admin.ticket.conftest import fresh, kinds, page
from tickets.actions.setup import macros, people
from tickets.admin.ticket.macros import found
from tickets.models import Macro, MacroUse, Message
from tickets.rules.access import COMMAND


def macro(name="Known fault", text="Hello {customer.first_name}, on the {fact.device}.", by=COMMAND, **more):
    return macros.create_macro(by=by, at=make.at("10 10:00"), name=name, text=text, **more)


def offered(browser, ticket):
    return browser.get(f"ticket/{ticket.pk}/macros/").json()["macros"]


def test_a_macro_is_shown_as_it_would_be_sent(ana, ticket):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    ana.person.teams.add(team)
    make.person("ben", first_name="Ben", last_name="Okafor")
    macro(team=team, priority="high", add_tags="app", to_team=team, to_owner="ben", facts="fault: known")
    macro("Wait", "", status="resolved", promise="a fix", promise_due="end_of_day", snooze="next_morning")
    first, second = offered(ana, ticket)
    assert (first["name"], first["whose"], first["text"]) == (
        "Known fault",
        "App support",
        "Hello Mia, on the {fact.device}.",
    )
    assert first["missing"] == ["{fact.device}"]
    told = [(chip["words"], chip["alone"]) for chip in first["chips"]]
    assert told == [
        ("Owner: Ben Okafor", "owner"),
        ("Team: App support", "team"),
        ("Priority: High", "priority"),
        ("Tag: app", ""),
        ("Fact: fault: known", ""),
    ]
    assert second["whose"] == "Everybody's"
    assert [chip["words"] for chip in second["chips"]] == [
        "Status: Resolved",
        "Promise by today 17:00: “a fix”",
        "Snooze until Tue 11 March 10:00",
    ]


def test_what_a_chip_sends_is_what_is_done(ana, ticket):
    macro(status="on_hold", add_tags="app", promise="a fix", to_owner="me", remove_tags="shop")
    (told,) = offered(ana, ticket)
    steps = [chip["value"] for chip in told["chips"]]
    assert ana.do(ticket, "reply", text="On the Pixel 7.", steps=steps).status_code == 302
    done = fresh(ticket)
    assert (done.status, done.tags, done.owner) == ("on_hold", ["app"], ana.person)
    assert kinds(ticket).count("promise") == 1


def test_an_answer_with_a_gap_is_refused_in_place_and_its_steps_are_kept(ana, ticket):
    steps = ['{"verb": "tag", "add": ["app"]}', '{"verb": "take"}', "{broken", '{"verb": ["x"]}', '{"verb": "status"}']
    answer = ana.do(ticket, "reply", text="Is it the {fact.device}?", steps=steps[:2])
    assert answer.status_code == 400
    shown = words(answer)
    assert "Fill in or take out {fact.device} before you send it." in shown
    assert "Tag: app" in shown
    assert "Owner: you" in shown
    assert "Is it the {fact.device}?" in answer.content.decode()
    assert not Message.objects.filter(direction="out", automatic=False).exists()
    again = ana.do(ticket, "reply", text="Hello", steps=steps)
    assert again.status_code == 400
    assert [chip.words for chip in again.context["chips"]] == ["Tag: app", "Owner: you"]


def test_another_form_that_is_refused_brings_no_chips(ana, ticket):
    answer = ana.do(ticket, "snooze", until="", steps=['{"verb": "take"}'])
    assert answer.context["chips"] == []


def test_a_macro_gives_no_right_that_a_person_has_not(browser, ticket):
    reader = browser("rita", "read_only")
    macro(add_tags="app")
    assert reader.get(f"ticket/{ticket.pk}/macros/").status_code == 404
    assert reader.post(ticket, "reply", text="Hello", steps='{"verb": "tag", "add": ["app"]}').status_code == 403
    assert fresh(ticket).tags == []


def test_nobody_sees_anothers_own_or_a_ticket_that_is_not_theirs(ana, browser, ticket):
    macro("Mine", by=ana.person, person=ana.person)
    assert [told["name"] for told in offered(ana, ticket)] == ["Mine"]
    assert offered(browser("ben"), ticket) == []
    hide(ticket)
    assert ana.get(f"ticket/{ticket.pk}/macros/").status_code == 404


def test_a_use_is_counted_for_who_used_it_and_whose_macro_it_is_not_has_none(ana, browser, ticket):
    mine = macro("Mine", by=ana.person, person=ana.person)
    assert ana.client.post(f"/admin/tickets/macro/{mine.pk}/used/").status_code == 204
    assert ana.client.get(f"/admin/tickets/macro/{mine.pk}/used/").status_code == 405
    assert browser("ben").client.post(f"/admin/tickets/macro/{mine.pk}/used/").status_code == 404
    assert list(MacroUse.objects.values_list("person__username", "number")) == [("ana", 1)]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_as_much_for_many_as_for_one(ana, ticket, number, django_assert_num_queries):
    make.person("ben")
    for index in range(number):
        macro(str(index), to_owner="ben", add_tags="app", promise="a fix")
    ana.get(f"ticket/{ticket.pk}/macros/")
    # Who asks (session, person, teams), the ticket, macros, what is owed and known, the names of who gets it.
    with django_assert_num_queries(8):
        ana.get(f"ticket/{ticket.pk}/macros/")


def test_a_ticket_page_has_the_palette_and_reads_no_macro(ana, ticket, django_assert_num_queries):
    macro()
    ana.get(page(ticket))
    with make.counted() as statements:
        shown = ana.get(page(ticket)).content.decode()
    assert 'id="macros"' in shown
    assert "Known fault" not in shown
    assert not [one["sql"] for one in statements if "tickets_macro" in one["sql"]]


def test_a_search_finds_macros_by_name_and_text_the_most_used_first(ana, desk):
    macro("A"), macro("Refund", "Money back"), macro("Else", "About the refund"), macro("Off", "refund")
    Macro.objects.filter(name="Off").update(active=False)
    ana.client.post(f"/admin/tickets/macro/{Macro.objects.get(name='Else').pk}/used/")
    hits = found(ana.person, "REFUND")
    assert [(hit.title, hit.about) for hit in hits] == [("Else", "Everybody's"), ("Refund", "Everybody's")]
    assert hits[0].url == f"/admin/tickets/macro/{Macro.objects.get(name='Else').pk}/change/"
    assert [hit.title for hit in found(ana.person, "money refund")] == ["Refund"]


def test_steps_survive_json_that_is_no_step(ana, ticket):
    answer = ana.do(ticket, "reply", text="", steps=[json.dumps({"verb": "promise", "text": "x", "due_at": "soon"})])
    assert answer.status_code == 400
    assert answer.context["chips"] == []
