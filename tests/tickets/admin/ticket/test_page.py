"""A ticket's page: what must be known before the first word, and one history over all channels."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions import sweep
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.outbox import delivery
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.admin.ticket.page_data import PART
from tickets.models import Attachment, Event, Message, Ticket
from tickets.models.history import forget_desk
from tickets.rules.access import COMMAND


def page(ticket):
    return f"ticket/{ticket.pk}/change/"


def rows(browser, ticket, kind):
    return [row for row in browser.get(page(ticket)).context["rows"] if row.kind == kind]


@pytest.fixture
def story(desk):
    """The story up to Monday morning: explained in a chat, asked by mail, explained again on the phone."""
    ana, ben = make.person("ana", first_name="Ana"), make.person("ben", first_name="Ben")
    facts = {"device": "Pixel 7", "app_version": "4.2", "symptom": "hangs when the basket is opened"}
    mia = {"name": "Mia Novak"}
    ticket = make.ticket("5 10:00", "The app hangs.", channel="chat", handle="mia", session="c1", facts=facts, **mia)
    make.do("assign", ticket, at=make.at("5 10:04"), to=ana)
    make.answered(ticket, "5 10:04", ana, "We will check.", session="c1", channel="chat", promise=PromiseGiven("check"))
    make.receive("8 10:00", "I was told on Wednesday.", ticket=ticket, proven=True, **mia)
    make.receive("10 10:00", "", ticket=ticket, channel="phone", session="call1", **mia)
    call = {"session": "call1", "initiated": False}
    make.do("assign", ticket, at=make.at("10 10:01"), to=ben)
    make.answered(ticket, "10 10:01", ben, "Mia explained everything again.", **call)
    make.do("ask", ticket, by=ben, at=make.at("10 10:01"), facts=list(facts))
    fix = PromiseGiven("a fix by tomorrow at ten", make.at("11 10:00"))
    make.answered(ticket, "10 10:18", ben, "She cannot order.", promise=fix, **call)
    make.do("note", ticket, by=ben, at=make.at("10 10:31"), text="The fix goes into 4.2.1 tonight.")
    return ticket


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_fifteen_statements_whatever_the_number_of_messages(ana, number, django_assert_num_queries):
    ticket = make.ticket("5 10:00", facts={"device": "Pixel 7"})
    for n in range(number):
        make.receive(f"6 1{n}:00", "Hello?", ticket=ticket)
        file = InboundFile(f"{n}.txt", "text/plain", b"x")
        ben = make.person(f"ben{n}")
        make.answered(ticket, f"6 1{n}:30", ben, promise=PromiseGiven("soon"), attachments=[file])
        make.ticket("6 15:00", "Another", email=f"other{n}@example.org")
    forget_desk()
    with django_assert_num_queries(15):
        assert len(rows(ana, ticket, "ours")) == number


def test_the_strip_says_what_they_told_us_what_we_promised_and_how_long_they_wait(ana, story):
    text = ana.words(page(story))
    assert "Device Pixel 7 App version 4.2 Symptom hangs when the basket is opened" in text
    assert "chat, Wed 5 March 10:00" in text
    assert "Asked again by Ben, Mon 10 March: 3 of 3" in text
    assert "“a fix by tomorrow at ten” Ben · today 10:18" in text
    assert "in 7 h 18 min due Tue 11 March 10:00" in text
    assert "Broken due Thu 6 March 10:04 15 h 57 min late" in text
    assert "24 h 42 min business, on us 5 days 0 h 42 min by the calendar, since Wed 5 March 10:00" in text
    assert "2 forced switches" in text


def test_what_can_still_be_saved_stands_above_what_is_broken(ana, story):
    assert [row.state for row in ana.get(page(story)).context["promised"]] == ["open", "broken"]


def test_service_levels_run_are_breached_and_are_met(ana, story):
    clocks = ana.get(page(story)).context["clocks"]
    assert [(clock.title, clock.figure) for clock in clocks] == [
        ("Update", "in 15 h 36 min"),
        ("Resolution", "42 min over"),
        ("Update", "7 h 57 min over"),
        ("Next response", "1 h 01 min"),
        ("First response", "4 min"),
    ]


def test_silence_is_a_row_with_its_rules(ana, story):
    (silence,) = rows(ana, story, "silence")
    assert silence.who == "119 h 57 min without an answer from a person"
    assert silence.source == "Stalled: R1 Thu 10:04 · R3 Thu 14:04 · R2 Fri 10:00"


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


def test_a_message_says_what_was_promised_in_it_and_told_by_it(ana, story):
    (first, _mail), (answer,) = rows(ana, story, "customer"), rows(ana, story, "ours")
    assert ("Device", "Pixel 7") in first.facts
    assert answer.source == "chat · first response after 4 min"
    assert [pill.words for pill in answer.pills] == [
        "Promise, due Thu 6 March 10:04: broken",
        "no date given, so 8 business hours",
    ]


def test_who_is_not_proven_is_marked(ana, story):
    chat, mail = rows(ana, story, "customer")
    assert [pill.words for pill in chat.marks] == ["Sender not proven"]
    assert [pill.words for pill in mail.marks] == ["Chaser 1"]


def test_what_was_entered_late_says_so(ana, desk):
    ticket = make.ticket("10 10:00")
    make.receive("10 10:30", "They called yesterday.", ticket=ticket, channel="phone", occurred_at=make.at("10 10:10"))
    (call,) = rows(ana, ticket, "call")
    assert ("Entered late", "20 min later") in [(pill.words, pill.title) for pill in call.marks]


def test_what_could_not_be_sent_keeps_its_place_with_the_reason_and_can_be_sent_again(ana, desk):
    ticket = make.ticket("10 10:00")
    make.answered(ticket, "10 10:05")
    message = next(m for m in delivery.claim(make.at("10 10:06"), 10) if not m.automatic)
    delivery.mark_failed(message, "550 no such user", make.at("10 10:06"), final=True)
    text = ana.words(page(ticket))
    assert "Failed: 550 no such user Send again" in text
    ana.do(ticket, "retry", message=message.pk)
    assert Message.objects.get(pk=message.pk).delivery == "waiting"


def test_a_foreign_ticket_is_not_found_like_a_missing_one(ana, story):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", story, at=make.at("10 10:40"), to=None, team=others)
    assert ana.get(page(story)).status_code == 404
    assert ana.get("ticket/999999/change/").status_code == 404
    assert ana.get("ticket/x/change/").status_code == 404


def test_the_stock_form_saves_nothing(ana, story):
    before = make.rows(story.pk)
    answer = ana.client.post(f"/admin/tickets/{page(story)}", {"status": "closed", "subject": "Mine", "_save": "1"})
    assert (answer.status_code, make.rows(story.pk)) == (405, before)
    assert ana.client.post(f"/admin/tickets/ticket/{story.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_may_only_read_sees_the_history_and_no_composer(browser, story):
    answer = browser("max", "read_only").get(page(story))
    assert "119 h 57 min without an answer" in words(answer)
    assert b'id="composer"' not in answer.content
    assert b"/do/" not in answer.content


def test_the_page_records_once_for_each_contact_that_the_history_was_open(ana, story, now):
    assert ana.get(page(story)).context["opens_history"]
    ana.post(story, "open-history")
    ana.post(story, "open-history")
    assert Event.objects.filter(kind="opened_history", by=ana.person).count() == 1
    assert not ana.get(page(story)).context["opens_history"]
    make.receive("10 10:50", "Hello?", ticket=story)
    now.move_to(make.at("10 10:51"))
    assert ana.get(page(story)).context["opens_history"]


def test_looking_at_the_page_writes_nothing(ana, story):
    before = Event.objects.count()
    ana.get(page(story))
    assert Event.objects.count() == before


def test_resolved_it_says_how_long_they_waited(ana, story, now):
    make.answered(story, "11 10:00", make.person("ben"), "Fixed.", then="resolve")
    make.do("confirm", story, at=make.at("11 12:00"))
    now.move_to(make.at("11 12:30"))
    ana.sign_in()
    text = ana.words(page(story))
    assert "They waited 32 h 00 min business, to resolution 144 h 00 min by the calendar" in text
    assert "34 h 00 min to the closed loop" in text
    assert "Confirmed by Mia Novak" in text
    assert "Mia Novak answered: solved" in text


def test_chat_that_runs_is_answered_in_the_chat_and_mail_is_written_otherwise(ana, story):
    assert ana.get(page(story)).context["composer"].chosen == "email"


def test_a_running_clock_that_no_sweep_saw_is_told_as_it_is(ana, desk):
    """Flags are read off the story: the page is never a sweep late."""
    ticket = make.ticket("6 10:00", "Nobody answers")
    assert rows(ana, ticket, "silence")
    sweep.check_due(make.at("10 10:42"))
    assert rows(ana, ticket, "silence")


def test_files_are_served_as_downloads_to_who_may_see_the_ticket(ana, desk):
    ticket = make.ticket("10 10:00", files=(InboundFile("page.html", "text/html", b"<script>alert(1)</script>"),))
    file = Attachment.objects.get()
    answer = ana.get(f"ticket/{ticket.pk}/attachment/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    other = make.ticket("10 10:00", email="leo@example.org")
    assert ana.get(f"ticket/{other.pk}/attachment/{file.pk}/").status_code == 404


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


def test_other_tickets_are_only_those_that_this_person_may_see(ana, desk):
    hidden = make.resolved(make.ticket("1/1 10:00", "Long ago"), "2/1 10:00")
    sweep.check_due(make.at("1/2 10:00"))
    known = make.resolved(make.ticket("1/2 11:00", "Not so long ago"), "2/2 10:00")
    sweep.check_due(make.at("5 09:00"))
    ticket = make.ticket("5 10:00", "Again")
    make.do("link", ticket, by=ana.person, at=make.at("10 10:40"), to=known, relation="same_issue")
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", hidden, at=make.at("10 10:40"), to=None, team=others)
    shown = [(other.ticket.pk, other.relation) for other in ana.get(page(ticket)).context["others"]]
    assert shown == [(known.pk, "same issue")]


def test_what_was_merged_into_it_is_told_on_its_page_and_is_no_other_ticket(ana, desk):
    first = make.resolved(make.ticket("1/1 10:00", "The first words"), "2/1 10:00")
    sweep.check_due(make.at("1/2 10:00"))
    ticket = make.ticket("5 10:00", "The same again")
    assert len(ana.get(page(ticket)).context["others"]) == 1
    make.do("merge", first, by=ana.person, at=make.at("10 10:40"), into=ticket)
    answer = ana.get(page(ticket))
    assert "The first words" in words(answer)
    assert f"ana joined #{first.pk} to this one Undo" in words(answer)
    assert answer.context["others"] == []


def correspondence(number):
    """So many mails of Mia's, a minute apart."""
    for n in range(number):
        at = make.at(f"7 {10 + n // 60}:{n % 60:02}").isoformat()
        yield {"id": f"L{n}", "ticket": "LONG", "at": at, "kind": "contact", "channel": "email", "text": f"Mail {n}."}


def said(response):
    """What was said in the part that is shown."""
    return [row.text for row in response.context["rows"] if row.kind == "customer"]


def test_a_long_history_comes_in_parts_the_newest_first(ana, desk):
    make.take(correspondence(PART * 2 + 5))
    ticket = Ticket.objects.get(source_key="LONG")
    newest = ana.get(page(ticket))
    assert said(newest) == [f"Mail {n}." for n in range(PART + 5, 2 * PART + 5)]
    before = ana.get(page(ticket), until=newest.context["earlier"])
    assert said(before) == [f"Mail {n}." for n in range(5, PART + 5)]
    first = ana.get(page(ticket), until=before.context["earlier"])
    assert said(first) == [f"Mail {n}." for n in range(5)]
    assert [b"Show earlier" in part.content for part in (newest, before, first)] == [True, True, False]
    assert [b"Show the newest" in part.content for part in (newest, before, first)] == [False, True, True]


@pytest.mark.parametrize("until", ["", "x", "9" * 17, "-1"])
def test_a_part_that_nobody_can_mean_is_the_newest(ana, story, until):
    assert said(ana.get(page(story), until=until)) == said(ana.get(page(story)))


def test_a_call_is_shown_whole_in_the_part_in_which_it_began(ana, desk):
    make.take(correspondence(PART - 1))
    ticket = Ticket.objects.get(source_key="LONG")
    call = {"ticket": "LONG", "channel": "phone", "session": "call"}
    make.take(
        [
            {"id": "rang", "kind": "contact", "at": make.at("7 09:58").isoformat(), "text": "It rang.", **call},
            {
                "id": "took",
                "kind": "answer",
                "at": make.at("7 10:00").isoformat(),
                "by": "ana",
                "text": "Hello.",
                **call,
            },
        ]
    )
    newest = ana.get(page(ticket))
    assert [row.kind for row in newest.context["rows"] if row.kind == "call"] == []
    before = ana.get(page(ticket), until=newest.context["earlier"])
    assert [row.text for row in before.context["rows"] if row.kind == "call"] == ["It rang.\nHello."]


def test_what_did_not_arrive_is_said_however_long_ago_it_was(ana, desk):
    make.take(correspondence(PART * 2))
    ticket = Ticket.objects.get(source_key="LONG")
    lost = make.answered(ticket, "7 10:00", recipient=make.MIA).messages.get(direction="out")
    delivery.bounced(lost, make.at("7 10:01"), "No such user")
    assert [message.pk for message in ana.get(page(ticket)).context["undelivered"]] == [lost.pk]
