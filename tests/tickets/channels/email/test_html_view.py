"""A mail beside the message that it became: whole, and as it was sent."""

import re

import pytest
from django.urls import reverse

from tests import make
from tests.make import WEDNESDAY, account, mail, person
from tickets import tasks
from tickets.channels.email.incoming import store
from tickets.models import Message, RawInbound, Team, Ticket

pytestmark = pytest.mark.django_db
QUOTING = "It still hangs.\r\n\r\nOn 11 Mar 2025, Ben wrote:\r\n> Try 4.2.1 <script>alert(1)</script>"
HTML = '<p>It <b>hangs</b>.</p><script>alert(1)</script><img src="https://evil.example/spy.png">'


@pytest.fixture
def help_desk():
    return account("email", "help", address="help@example.org")[0]


@pytest.fixture
def received(help_desk):
    """The message that a mail becomes."""

    def receive(raw):
        store(help_desk, raw, at=WEDNESDAY)
        tasks.process_inbound()
        return RawInbound.objects.latest("id").message

    return receive


@pytest.fixture
def ana(client):
    ana = person("ana", role="agent", is_staff=True)
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    return ana


def answering(received):
    """An answer to a mail that we hold, with what it quotes."""
    received(mail(Message_ID="<first@example.com>"))
    return received(mail(QUOTING, In_Reply_To="<first@example.com>", Cc="Ben <ben@example.com>"))


def html_mail(source=HTML):
    return mail(source, Content_Type="text/html", Cc="Ben <ben@example.com>")


def page(client, ticket):
    return client.get(reverse("admin:tickets_ticket_change", args=[ticket.pk])).content.decode()


def test_the_ticket_offers_only_what_there_is_to_see(client, ana, received):
    plain = received(mail())
    assert "Show the whole mail" not in page(client, plain.ticket)
    quoting = answering(received)
    assert quoting.text == "It still hangs."
    shown = page(client, quoting.ticket)
    assert f'hx-get="/mail/{quoting.pk}/whole/"' in shown
    assert "Show as sent" not in shown
    as_sent = received(html_mail())
    shown = page(client, as_sent.ticket)
    assert re.search(rf'<iframe[^>]*src="/mail/{as_sent.pk}/as-sent/"[^>]*sandbox="allow-popups', shown)


def test_an_invitation_is_a_line_of_the_history(received):
    event = "BEGIN:VEVENT\r\nSUMMARY:A look\r\nDTSTART:20250305T100000Z\r\nEND:VEVENT"
    message = received(mail(event, Content_Type="text/calendar"))
    assert message.text == "An invitation: A look, 2025-03-05 10:00 UTC"
    cancelled = received(mail(f"METHOD:CANCEL\r\n{event}", Content_Type="text/calendar"))
    assert cancelled.text.startswith("An invitation was cancelled: ")
    assert [file.name for file in message.attachments.all()] == ["text.ics"]


def test_the_whole_mail_is_a_click_away_and_is_words_only(client, ana, received, django_assert_num_queries):
    message = received(mail(QUOTING, Cc="Ben <ben@example.com>"))
    with django_assert_num_queries(4):
        shown = client.get(f"/mail/{message.pk}/whole/").content.decode()
    assert "&gt; Try 4.2.1 &lt;script&gt;" in shown
    assert "ben@example.com" in shown
    assert "<script>" not in shown


def test_as_sent_loads_nothing_and_runs_nothing(client, ana, received, django_assert_num_queries):
    message = received(html_mail())
    with django_assert_num_queries(4):
        answer = client.get(f"/mail/{message.pk}/as-sent/")
    shown = answer.content.decode()
    assert "<p>It <b>hangs</b>.</p>" in shown
    assert "1 image from elsewhere is not loaded." in shown
    assert "script" not in shown
    assert "evil.example" not in shown
    policy = dict(rule.partition(" ")[::2] for rule in answer["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["img-src"], policy["frame-ancestors"]) == ("'none'", "data:", "'self'")
    assert "allow-scripts" not in policy["sandbox"]
    assert "allow-same-origin" not in policy["sandbox"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("source", ["<div>" * 300 + "x", "x" * 600_000])
def test_html_that_is_not_safe_to_look_at_is_not_shown(client, ana, received, source):
    shown = client.get(f"/mail/{received(html_mail(source)).pk}/as-sent/").content.decode()
    assert "not shown, because that would not be safe" in shown
    assert "<div>" not in shown


def test_who_may_not_see_the_ticket_gets_the_same_answer_as_for_no_mail(client, ana, received):
    message = received(mail(QUOTING))
    outgoing = make.do("reply", message.ticket, by=ana, at=WEDNESDAY, text="Try 4.2.2.", channel="email")
    assert outgoing is not None
    ours = Message.objects.get(author=ana)
    make.do(
        "assign",
        Ticket.objects.get(pk=message.ticket_id),
        by=make.ACCOUNT,
        at=WEDNESDAY,
        team=Team.objects.create(name="B", slug="b"),
    )
    Ticket.objects.filter(pk=message.ticket_id).update(owner=None)
    answers = [
        client.get(f"/mail/{pk}/{what}/") for pk in (message.pk, ours.pk, 999_999) for what in ("whole", "as-sent")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_report_that_our_own_mail_came_back_is_not_shown_as_that_mail(client, ana, received):
    ticket = received(mail(QUOTING)).ticket
    make.do("reply", ticket, by=ana, at=WEDNESDAY, text="Try 4.2.2.", channel="email")
    ours = Message.objects.get(author=ana)
    RawInbound.objects.update(message=ours)
    assert client.get(f"/mail/{ours.pk}/whole/").status_code == 404


def test_a_merged_tickets_mail_is_seen_through_the_ticket_that_it_was_merged_into(client, ana, received):
    one, other = received(mail()), received(mail(QUOTING, sender="ben@example.com"))
    Ticket.objects.filter(pk=other.ticket_id).update(merged_into=one.ticket_id)
    assert client.get(f"/mail/{other.pk}/whole/").status_code == 200


def test_only_signed_in_people_of_ours_may_ask(client, received):
    answer = client.get(f"/mail/{received(mail(QUOTING)).pk}/whole/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
