"""How scheduled mails leave: once however many beats and workers, by each one's own sight, and to nobody who may not see."""

import os
import signal
import socket
from datetime import time
from email import message_from_bytes
from email.policy import default
from threading import Thread

import pytest
import time_machine
from django.core import mail as outbox
from django.db import connections

from metrics import tasks
from metrics.actions import mailing, report_mails
from metrics.mails import sending
from metrics.mails.rhythm import Rhythm
from metrics.models import Mailing, ReportMail, ReportMailing, ReportMailRecipient
from tests import make, smtp_server
from tests.metrics.mails.conftest import colleague, scheduled
from tickets.models import Team, User
from tickets.models.people import Role
from tickets.rules import access

pytestmark = pytest.mark.django_db


def beat(when):
    """The task, run at an instant; gives who got a mail."""
    outbox.outbox = []
    with time_machine.travel(make.at(when), tick=False):
        tasks.report_mails()
    return sorted(mail.to[0].partition(" ")[0] for mail in outbox.outbox)


def states():
    """What became of each mail: (whom, day, state)."""
    rows = ReportMailing.objects.order_by("day", "recipient__person__username")
    return [(row.recipient.person.username, f"{row.day:%d}", row.state) for row in rows]


# --- Once -------------------------------------------------------------------------------------


def test_it_is_sent_when_its_time_has_come_and_once_however_many_beats(desk):
    scheduled(colleague("boss"))
    assert beat("6/4 07:59") == []
    assert beat("6/4 08:00") == ["boss"]
    assert beat("6/4 08:00") == beat("6/4 08:01") == beat("6/4 23:59") == []
    assert beat("7/4 08:00") == ["boss"]


def test_a_second_putting_out_of_the_same_day_makes_no_second_mail(desk):
    """As when two workers read the same row before either wrote, or a clock was set back."""
    scheduled(colleague("boss"))
    assert beat("6/4 08:00") == ["boss"]
    ReportMail.objects.update(next_at=make.at("6/4 08:00"))
    assert beat("6/4 08:00") == []
    assert states() == [("boss", "06", Mailing.SENT)]


def test_a_clock_that_shows_an_hour_twice_or_skips_it_sends_once(desk):
    from_two = {"rhythm": Rhythm(time(2, 30), "Europe/Berlin")}
    scheduled(colleague("boss"), at="25/10 12:00", **from_two)  # on the 26th clocks go back from three to two
    assert beat("26/10 02:29") == []
    assert beat("26/10 02:30") == ["boss"]
    for when in ("26/10 03:30", "26/10 12:00"):
        assert beat(when) == []
    with time_machine.travel(make.at("26/10 02:30").replace(fold=1), tick=False):
        tasks.report_mails()
    assert outbox.outbox == []
    ReportMail.objects.all().delete()
    scheduled(colleague("boss"), at="29/3 12:00", **from_two)  # on the 30th they go on from two to three
    assert beat("30/3 01:59") == []
    assert beat("30/3 03:30") == ["boss"]
    assert beat("30/3 04:30") == []


def test_after_an_outage_the_newest_is_sent_once(desk):
    scheduled(colleague("boss"))
    assert beat("20/4 12:00") == ["boss"]
    assert beat("20/4 12:01") == []
    assert states() == [("boss", "20", Mailing.SENT)]


def test_what_still_waits_when_a_newer_one_is_due_is_not_sent(desk):
    scheduled(colleague("boss"))
    mailing.put_out(make.at("6/4 08:00"))
    assert beat("7/4 08:00") == ["boss"]
    assert states() == [("boss", "06", Mailing.LEFT_OUT), ("boss", "07", Mailing.SENT)]


def test_workers_at_once_send_it_once(desk, left_clean):
    boss, ana = colleague("boss"), colleague("ana")
    scheduled(boss, boss, ana)

    def work():
        try:
            tasks.report_mails()
        finally:
            connections.close_all()

    with time_machine.travel(make.at("6/4 08:00"), tick=False):
        workers = [Thread(target=work) for _number in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        tasks.report_mails()  # whom a busy database held up
    assert sorted(mail.to[0].partition(" ")[0] for mail in outbox.outbox) == ["ana", "boss"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_worker_killed_between_claim_and_send_leaves_it_to_the_next(desk, left_clean):
    scheduled(colleague("boss"))
    connections.close_all()
    child = os.fork()
    if not child:
        mailing.put_out(make.at("6/4 08:00"))
        mailing.claim(make.at("6/4 08:00"))
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert states() == [("boss", "06", Mailing.SENDING)]
    assert beat("6/4 08:00:05") == []  # it may live
    assert beat("6/4 08:00:09") == ["boss"]
    assert beat("6/4 08:01") == []


def test_one_killed_between_its_servers_yes_and_our_note_sends_the_same_message_again(desk, monkeypatch):
    scheduled(colleague("boss"))

    def killed(*_given):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(sending.outbox, "sent", killed)
        with pytest.raises(SystemExit):
            beat("6/4 08:00")
    first = outbox.outbox[0].extra_headers["Message-ID"]
    assert beat("6/4 08:00:09") == ["boss"]
    assert outbox.outbox[0].extra_headers["Message-ID"] == first
    assert beat("7/4 08:00") == ["boss"]
    assert outbox.outbox[0].extra_headers["Message-ID"] != first


# --- To whom, and what they see ---------------------------------------------------------------


def counted():
    """How many tickets each mail counted, by whom it went to."""
    found = {}
    for mail in outbox.outbox:
        n = [line.removeprefix("Tickets: ") for line in mail.body.splitlines() if line.startswith("Tickets: ")]
        found[mail.to[0].partition(" ")[0]] = int(n[0])
    return found


def test_each_gets_what_they_may_see_and_nothing_more(desk):
    """Whoever set it up: a manager's mail to an agent holds that agent's figures."""
    people = [colleague("boss"), colleague("ana"), colleague("ben"), colleague("otto", Role.READ_ONLY)]
    people += [colleague("lea", Role.TEAM_LEAD, desk["Legal"]), colleague("adam", Role.ADMINISTRATOR)]
    people += [colleague("lou", Role.TEAM_LEAD, *desk.values())]
    scheduled(people[0], *people)
    beat("6/4 08:00")
    assert counted() == {"boss": 3, "ana": 1, "ben": 1, "otto": 3, "lea": 1, "adam": 3, "lou": 2}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", ["overview", "ttr", "sla", "workload", "customers", "backlog"])
def test_of_what_is_not_theirs_no_mail_says_anything(role, page):
    """The same words and the same picture on a desk without work, for those who see a part of it."""
    make.desk()
    kim = colleague("kim", role)
    told = []
    for _time in range(2):
        scheduled(kim, page=page)
        beat("6/4 08:00")
        (mail,) = outbox.outbox
        words = mail.body.partition("Stop it:")[0]
        told.append((mail.subject, words, [one.get_payload() for one in mail.attachments]))
        ReportMail.objects.all().delete()
        if not Team.objects.exists():
            work()
    sees_all = role not in (Role.AGENT, Role.TEAM_LEAD)
    assert (told[0] != told[1]) == (sees_all and page in ("overview", "ttr", "sla", "workload", "customers"))


def work():
    """A ticket of somebody's, that was solved."""
    team, boss = Team.objects.create(name="Others", slug="others"), make.person("boss", Role.MANAGER)
    ticket = make.contact(email="c@example.org", at=make.WEDNESDAY)
    make.do("assign", ticket, by=boss, at=make.at("5 11:00"), team=team, to=boss)
    make.resolved(ticket, "7 10:00", boss)


def test_sight_is_that_of_the_moment_of_sending(desk):
    lea = colleague("lea", Role.MANAGER)
    scheduled(lea)
    beat("6/4 08:00")
    assert counted() == {"lea": 3}
    lea.teams.set([desk["Legal"]])
    User.objects.filter(pk=lea.pk).update(role=Role.TEAM_LEAD)
    beat("7/4 08:00")
    assert counted() == {"lea": 1}
    assert "Figures of your teams: Legal." in outbox.outbox[0].body


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, "does not work here any more"),
        ({"email": ""}, "has no mail address"),
        ({"email": "not an address"}, "has no mail address"),
        ({"role": Role.READ_ONLY}, "may not see figures any more"),
    ],
)
def test_who_may_not_see_figures_or_cannot_be_reached_gets_nothing(desk, monkeypatch, change, reason):
    boss, ana = colleague("boss"), colleague("ana")
    scheduled(boss, boss, ana)
    User.objects.filter(pk=ana.pk).update(**change)
    monkeypatch.setitem(access.MAY, "figures", access.EVERYBODY - {access.READ_ONLY})
    assert beat("6/4 08:00") == ["boss"]
    (row,) = ReportMailing.objects.filter(recipient__person=ana)
    assert (row.state, row.reason) == (Mailing.LEFT_OUT, reason)


def test_who_stopped_theirs_gets_no_more_and_the_others_do(desk):
    boss, ana = colleague("boss"), colleague("ana")
    scheduled(boss, boss, ana)
    hers = ReportMailRecipient.objects.get(person=ana)
    report_mails.stop_own(hers, at=make.at("5/4 13:00"))
    assert beat("6/4 08:00") == ["boss"]
    report_mails.resume_own(hers)
    assert beat("7/4 08:00") == ["ana", "boss"]


def test_a_stop_holds_also_for_what_was_put_out_already(desk):
    boss, ana = colleague("boss"), colleague("ana")
    mail = scheduled(boss, boss, ana)
    mailing.put_out(make.at("6/4 08:00"))
    report_mails.stop_own(ReportMailRecipient.objects.get(person=ana), at=make.at("6/4 08:00"))
    assert beat("6/4 08:00") == ["boss"]
    mailing.put_out(make.at("7/4 08:00"))
    report_mails.stop_mail(mail, by=boss)
    assert beat("7/4 08:00") == []
    assert states() == [("ana", "06", Mailing.LEFT_OUT), ("boss", "06", Mailing.SENT), ("boss", "07", Mailing.LEFT_OUT)]


def test_what_cannot_be_meant_any_more_is_not_sent_and_says_why(desk):
    boss = colleague("boss")
    scheduled(boss, team="4711")
    scheduled(boss)
    assert beat("6/4 08:00") == ["boss"]
    (row,) = ReportMailing.objects.filter(state=Mailing.LEFT_OUT)
    assert "4711 is not one of the available choices" in row.reason


def test_a_mail_that_cannot_be_made_holds_up_no_other(desk, monkeypatch):
    boss = colleague("boss")
    scheduled(boss, page="sla")
    scheduled(boss, page="ttr")
    make_it = sending.letter

    def letter(row, at):
        if row.recipient.mail.page == "sla":
            raise ZeroDivisionError
        return make_it(row, at)

    monkeypatch.setattr(sending, "letter", letter)
    assert beat("6/4 08:00") == ["boss"]
    assert sorted(ReportMailing.objects.values_list("state", "reason")) == [
        (Mailing.SENT, ""),
        (Mailing.WAITING, "It could not be made (ZeroDivisionError)."),
    ]


# --- By a real server -------------------------------------------------------------------------


@pytest.fixture
def by_smtp(settings):
    """The desk's own server, at a port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False

    def at(port):
        settings.EMAIL_PORT = port

    return at


def test_it_leaves_by_the_desks_own_server_with_words_html_and_the_picture_inside(desk, by_smtp):
    scheduled(colleague("boss"))
    with smtp_server.serving() as server:
        by_smtp(server.port)
        beat("6/4 08:00")
        beat("6/4 08:01")
    assert server.recipients == [["boss@desk.example"]]
    mail = message_from_bytes(server.mails[0], policy=default)
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == ["multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png"]
    picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert picture.get_content()[:8] == b"\x89PNG\r\n\x1a\n"
    assert f"cid:{picture['Content-ID'].strip('<>')}" in mail.get_body(["html"]).get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert states() == [("boss", "06", Mailing.SENT)]


def test_a_server_that_is_away_costs_time_and_no_mail(desk, by_smtp):
    scheduled(colleague("boss"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    by_smtp(nobody)
    beat("6/4 08:00")
    assert states() == [("boss", "06", Mailing.WAITING)]
    with smtp_server.serving() as server:
        by_smtp(server.port)
        beat("6/4 08:00:10")
        assert server.mails == []
        beat("6/4 08:01")
    assert len(server.mails) == 1


# --- What it costs ----------------------------------------------------------------------------


# Putting out: the look, and in a transaction the mail, what is older, its people, their rows, its next time. Each mail: the look,
# the claim (two, in a transaction), the row; merges, candidates, lines of the page, once for it and once for the period before; the note.


@pytest.mark.parametrize(
    ("when", "people", "statements"), [("6/4 07:00", 3, 2), ("6/4 08:00", 1, 30), ("6/4 08:00", 3, 60)]
)
def test_what_a_run_costs(desk, django_assert_num_queries, when, people, statements):
    """Nothing due: whether a mail is, and whether one waits."""
    everybody = [colleague("boss"), colleague("adam", Role.ADMINISTRATOR), colleague("otto", Role.READ_ONLY)]
    scheduled(everybody[0], *everybody[:people])
    with time_machine.travel(make.at(when), tick=False), django_assert_num_queries(statements):
        tasks.report_mails()
