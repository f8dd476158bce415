"""Setting up a telephone line: the provider's key is never shown, and nobody is rung who may not answer."""

import pytest
from django.db import connection

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.intake import calls
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.setup import accounts
from tickets.models import Line
from tickets.rules.access import COMMAND

SAID = {"signed_by": "twilio", "key": "the-auth-token", "rings": "ben: 030 901821\nana", "timeout": "20"}
LIST = 6  # the session, the person and their teams, how many, the lines with their accounts, the sidebar
SAID |= {"voicemail": "on", "says": "", "language": "de-DE", "region": ""}


@pytest.fixture
def line(desk):
    make.person("ana"), make.person("ben"), make.person("eve", "read_only")
    account, _ = accounts.create_account(by=COMMAND, channel="phone", slug="main", name="Main", address="+4930901800")
    return account.line


def post(browser, line, **said):
    return browser.client.post(f"/admin/tickets/line/{line.pk}/change/", SAID | said)


def test_a_line_is_set_up_and_tells_what_the_provider_needs(clara, line, settings):
    settings.PUBLIC_URL = "https://desk.example.com"
    assert post(clara, line).status_code == 302
    line.refresh_from_db()
    assert (line.signed_by, line.key, line.timeout) == ("twilio", "the-auth-token", 20)
    assert line.rings == [["ben", "+4930901821"], ["ana", ""]]
    page = clara.get(f"line/{line.pk}/change/")
    assert "https://desk.example.com/api/v1/channels/phone/twilio/voice?line=main" in words(page)
    assert "the-auth-token" not in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM tickets_line")
        assert "the-auth-token" not in cursor.fetchone()[0]


def test_an_empty_key_keeps_the_one_that_is_there_and_another_scheme_needs_its_own(clara, line):
    post(clara, line)
    assert post(clara, line, key="").status_code == 302
    assert Line.objects.get().key == "the-auth-token"
    assert "Enter the key" in words(post(clara, line, signed_by="plivo", key=""))
    assert post(clara, line, signed_by="secret", key="").status_code == 302
    assert Line.objects.get().key == ""


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("rings", "eve: +4930901821", "may answer calls"),
        ("rings", "nobody", "may answer calls"),
        ("rings", "ben: zwölf", "no number"),
        ("region", "XX", "two letters"),
        ("language", "German", "Write it as"),
        ("timeout", "1", "greater than"),
        ("signed_by", "slack", "not one of the available choices"),
        ("signed_by", "sendgrid", "not one of the available choices"),
    ],
)
def test_what_cannot_work_is_refused_with_a_reason(clara, line, field, value, reason):
    answer = post(clara, line, **{field: value})
    assert answer.status_code == 400
    assert reason in words(answer)
    assert Line.objects.get().signed_by == "secret"


def test_the_list_of_lines_costs_the_same_however_many(clara, line, django_assert_num_queries):
    clara.get("line/")
    with django_assert_num_queries(LIST):
        clara.get("line/")
    for number in range(2):
        accounts.create_account(by=COMMAND, channel="phone", slug=f"l{number}", name="Another")
    with django_assert_num_queries(LIST):
        clara.get("line/")


def test_a_message_that_was_left_can_be_heard_from_the_tickets_page(browser, line):
    caller = InboundMessage(
        "phone", Sender(phone="+4930901820"), calls.RANG, session="main:1", external_id="main:1:missed"
    )
    when = {"at": make.at("10 10:00"), "occurred_at": make.at("10 10:00")}
    recording = "https://api.example.com/recordings/1"
    ticket = calls.voicemail(line.account, caller, recording=recording, transcript="Call me: ftp://x", **when).ticket
    page = browser("ana").get(f"ticket/{ticket.pk}/change/").content.decode()
    assert f'href="{recording}" rel="noopener noreferrer"' in page
    assert "The desk promised “Call back”" in page
