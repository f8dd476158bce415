"""Many tickets at once from the list: ticked or all of a view, with a preview, and an undo."""

import pytest

from tests import make
from tests.tickets.admin.conftest import hide, words
from tickets import tasks
from tickets.actions.bulk import runs
from tickets.models import BulkRun, Event, Message, Ticket

BULK = "/admin/tickets/ticket/bulk/"


@pytest.fixture
def three(ana):
    return [make.ticket("10 10:00", f"Case {n}", email=f"m{n}@example.org") for n in range(3)]


def ticked(browser, verb, tickets, **more):
    return browser.client.post(BULK, {"verb": verb, "t": [ticket.pk for ticket in tickets], **more})


def press(browser, address, name, **said):
    return browser.client.post(address, {"press": name, **said}, follow=True)


def test_the_list_has_a_tick_for_each_row_and_a_bar_of_what_one_may_do(ana, browser, three):
    page = ana.get("ticket/").content.decode()
    assert all(f'name="t" value="{ticket.pk}"' in page for ticket in three)
    assert "All 3 of this list" in words(ana.get("ticket/"))
    assert [button.verb for button in ana.get("ticket/").context["bulk_buttons"]] == list(
        dict.fromkeys(["assign", "tag", "priority", "reply", "snooze", "resolve", "merge"])
    )
    assert browser("max", "read_only").get("ticket/").context["bulk_buttons"] == []


def test_it_asks_shows_what_would_happen_does_it_and_puts_it_back(ana, three):
    make.resolved(three[2], "10 10:10", ana.person)
    page = ticked(ana, "priority", three[:2])["Location"]
    assert "What would happen" not in words(ana.client.get(page))
    shown = words(press(ana, page, "ask", to="high"))
    assert "It is done to 2 tickets." in shown
    assert not Ticket.objects.filter(priority="high").exists()
    assert "It was done to 2 tickets." in words(press(ana, page, "start"))
    assert Ticket.objects.filter(priority="high").count() == 2
    answer = press(ana, page, "undo")
    assert "Undo: Priority" in words(answer)
    assert not Ticket.objects.filter(priority="high").exists()
    assert "It was undone." in words(ana.client.get(page))


def test_what_is_refused_is_counted_with_its_reason_before_anything_is_done(ana, three):
    make.resolved(three[2], "10 10:10", ana.person)
    page = ticked(ana, "snooze", three)["Location"]
    shown = words(press(ana, page, "ask", until="2025-03-11T10:00"))
    assert "It is done to 2 tickets." in shown
    assert "1 is left as it is: Not for a ticket that is resolved." in shown
    assert 'value="2025-03-11T10:00"' in ana.client.get(page).content.decode()


def test_what_cannot_be_undone_says_so_and_words_that_are_refused_stay(ana, three):
    page = ticked(ana, "reply", three)["Location"]
    assert "cannot be taken back" in words(ana.client.get(page))
    answer = press(ana, page, "ask", text="")
    assert (answer.status_code, "Write something before you send it." in words(answer)) == (400, True)
    press(ana, page, "ask", text="We work on it.")
    assert "We work on it." in words(ana.client.get(page))
    assert not Message.objects.filter(direction="out", automatic=False).exists()
    done = words(press(ana, page, "start"))
    assert "Undo" not in done
    assert Message.objects.filter(direction="out", automatic=False).count() == 3


def test_all_of_a_list_is_what_the_list_shows_and_nothing_that_one_does_not_see(ana, three):
    make.do("assign", three[0], by=ana.person, at=make.at("10 10:10"), to=ana.person)
    hidden = hide(make.ticket("10 10:01", email="leo@example.org"))
    make.searchable()
    page = ana.client.post(BULK, {"verb": "tag", "all": "1", "of": "view=mine"})["Location"]
    assert list(BulkRun.objects.get().items.values_list("ticket", flat=True)) == [three[0].pk]
    assert "view=mine" in ana.client.get(page).context["list"]
    ana.client.post(BULK, {"verb": "tag", "all": "1", "of": "q=case"})
    assert set(BulkRun.objects.last().items.values_list("ticket", flat=True)) == {ticket.pk for ticket in three}
    ticked(ana, "tag", [hidden, three[1]])
    assert list(BulkRun.objects.last().items.values_list("ticket", flat=True)) == [three[1].pk]


def test_nothing_chosen_leads_back_with_a_sentence(ana, three):
    answer = ana.client.post(BULK, {"verb": "tag", "of": "view=mine"}, follow=True)
    assert "Choose at least one ticket." in words(answer)
    assert answer.request["QUERY_STRING"] == "view=mine"


def test_a_foreign_change_has_no_page_and_who_may_only_read_starts_none(ana, browser, three):
    page = ticked(ana, "tag", three)["Location"]
    assert browser("ben").client.get(page).status_code == 404
    assert "Your role does not allow" in words(
        browser("max", "read_only").client.post(BULK, {"verb": "tag", "t": [three[0].pk]}, follow=True)
    )
    assert BulkRun.objects.count() == 1


def test_many_tell_their_progress_while_the_worker_does_them(ana, three, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 1)
    page = ticked(ana, "tag", three)["Location"]
    assert "0 of 3" in words(press(ana, page, "ask", add="billing"))
    runs.work(runs.claim(make.at("10 10:42")), make.at("10 10:42"))
    part = ana.client.get(page, {"part": ""})
    assert "1 of 3" in words(part)
    assert b"<html" not in part.content
    tasks.bulk()
    press(ana, page, "start")
    tasks.bulk()
    assert "It was done to 3 tickets." in words(ana.client.get(page))
    assert Event.objects.filter(kind="tag").count() == 3


def test_a_merge_of_many_says_whose_they_are_before_it_joins_them(ana, three):
    page = ticked(ana, "merge", three[:2])["Location"]
    shown = words(press(ana, page, "ask", into=f"#{three[2].pk}"))
    assert "They are of 3 customers." in shown
    assert not Ticket.objects.exclude(merged_into=None).exists()
    press(ana, page, "start")
    assert Ticket.objects.filter(merged_into=three[2]).count() == 2
    press(ana, page, "undo")
    assert not Ticket.objects.exclude(merged_into=None).exists()


def test_the_preview_takes_as_many_statements_for_three_as_for_one(ana, three, django_assert_num_queries):
    for tickets in (three[:1], three):
        page = ticked(ana, "priority", tickets)["Location"]
        press(ana, page, "ask", to="high")
        with make.counted() as statements:
            ana.client.get(page)
        assert len(statements) <= 13
