"""The history of a ticket as rows: what was said, what happened, and who waits meanwhile."""

from tests import make
from tests.tickets.admin.ticket.conftest import page, rows
from tickets.actions.outbox import delivery
from tickets.models import Message


def test_the_rail_says_who_waits(ana, story):
    told = [(row.kind, row.rail) for row in ana.get(page(story)).context["rows"]]
    assert told == [
        ("day", "none"),
        ("customer", "us"),
        ("ours", "us"),
        ("silence", "overdue"),
        ("day", "overdue"),
        ("customer", "overdue"),
        ("automatic", "overdue"),
        ("day", "overdue"),
        ("call", "us"),
        ("note", "us"),
    ]


def test_days_say_whether_the_desk_was_closed(ana, story):
    assert [row.who for row in rows(ana, story, "day")] == ["Wed 5 March", "Sat 8 March, closed", "Today, Mon 10 March"]


def test_a_machines_reply_is_no_answer_and_says_so(ana, story):
    assert "Not an answer: changes no figure." in ana.words(page(story))


def test_a_call_is_one_row_with_its_course_and_what_was_asked_and_promised_in_it(ana, story):
    (call,) = rows(ana, story, "call")
    assert (call.who, call.source) == ("Mia Novak called", "waited 1 min · Ben answered 10:01 · 17 min")
    assert [pill.words for pill in call.marks] == ["Chaser 2"]
    assert [pill.words for pill in call.pills] == [
        "Promise, due Tue 11 March 10:00: open",
        "Asked again: device, app version, symptom",
    ]


def test_what_could_not_be_sent_keeps_its_place_with_the_reason_and_can_be_sent_again(ana, desk):
    ticket = make.ticket("10 10:00")
    make.answered(ticket, "10 10:05")
    message = delivery.claim(make.at("10 10:06"), 10)[0]  # what people wrote leaves first
    delivery.mark_failed(message, "550 no such user", make.at("10 10:06"), final=True)
    text = ana.words(page(ticket))
    assert "Failed: 550 no such user Send again" in text
    ana.do(ticket, "retry", message=message.pk)
    assert Message.objects.get(pk=message.pk).delivery == "waiting"


def test_words_of_customers_are_text_and_never_markup(ana, desk):
    ticket = make.ticket("10 10:00", "<img src=x onerror=alert(1)>", subject="<b>bold</b>", name="<i>Mia</i>")
    content = ana.get(page(ticket)).content
    assert b"<img src=x" not in content
    assert b"<b>bold" not in content
    assert b"<i>Mia" not in content


def test_a_very_long_message_is_cut_and_can_be_read_whole(ana, desk):
    ticket = make.ticket("10 10:00", "long " * 10_000)
    (row,) = rows(ana, ticket, "customer")
    assert (row.cut, len(row.text)) == (True, 20_000)
    message = Message.objects.filter(direction="in").get()
    assert ana.get(f"message/{message.pk}/change/").status_code == 200
