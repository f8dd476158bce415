"""The story that the product must make impossible to hide, played through the doors that real people use.

Chat, raw email, the telephone's webhook, the agents' API and the customer's confirmation link, in one process with the
clock moved; then every figure as the reference says, in the main week and over the change to summer time.
"""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests import make
from tickets import tasks
from tickets.actions import identities
from tickets.actions.setup import accounts, api_keys, hours_and_targets, people
from tickets.models import StalledFlag, Ticket
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
MAIL = b"""From: Mia Novak <mia@example.com>\r
To: support@example.org\r
Subject: App hangs, no answer from chat\r
Message-ID: <one@example.com>\r
\r
I was told on Wednesday that you would get back to me.\r
"""
FACTS = {"device": "Pixel 7", "app_version": "4.2", "symptom": "hangs when the basket is opened"}


class Desk:
    """Everybody who takes part, each with their own way in."""

    def __init__(self, client, first_day, desk):
        self.client, self.first_day = client, first_day
        at = datetime(2025, 1, 1, tzinfo=BERLIN)
        hours_and_targets.set_desk(desk, by=COMMAND, at=at)
        self.people = {
            name: people.create_person(by=COMMAND, username=name, role=role)[0]
            for name, role in (("ana", "agent"), ("ben", "agent"), ("clara", "manager"))
        }
        self.keys = {
            name: api_keys.create_api_key(by=COMMAND, user=user, name=name, scopes=["tickets", "metrics"], at=at)[1]
            for name, user in self.people.items()
        }
        accounts.create_account(by=COMMAND, channel="chat", slug="site", name="Site")
        self.secrets = {
            channel: accounts.create_account(by=COMMAND, channel=channel, slug=slug, name=slug, address=address)[1]
            for channel, slug, address in (
                ("email", "support", "support@example.org"),
                ("phone", "line", "+4930901821"),
            )
        }
        self.chat = {}

    def at(self, day, clock):
        """Move the clock to a time of a day of the story (0: the Wednesday on which it begins)."""
        local = datetime.fromisoformat(f"{self.first_day + timedelta(days=day)}T{clock}").replace(tzinfo=BERLIN)
        return time_machine.travel(local, tick=False)

    def post(self, path, body, status=(200, 201), **headers):
        """POST JSON, and what came back."""
        answer = self.client.post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code in status, answer.content
        return answer.json()

    def agent(self, name, verb, body):
        """An agent's program does one verb."""
        return self.post(f"/api/v1/tickets/{self.ticket.pk}/{verb}", body, Authorization=f"Api-Key {self.keys[name]}")

    def call(self, event, **body):
        """The telephone system says what happened."""
        told = {"call": "c1", "from": "+4930901820", "to": "+4930901821", **body}
        self.post(f"/api/v1/channels/phone/json/{event}", told, **{"X-Followthrough-Secret": self.secrets["phone"]})

    def customer_chats(self):
        """The customer explains everything on the live chat."""
        self.chat = self.post("/api/v1/channels/chat/site/sessions", {})
        told = {"text": "The app hangs.", "client_id": "1", "name": "Mia Novak", "facts": FACTS}
        known = {"email": "mia@example.com", "phone": "+49 30 901820"}
        path = f"/api/v1/channels/chat/site/sessions/{self.chat['session']}/messages"
        self.post(path, told | known, **{"X-Chat-Key": self.chat["key"]})

    def the_number_is_noted(self):
        """Ana puts the number that the customer gave on their file: what was only said in a chat identifies nobody."""
        known = {"kind": "phone", "value": "+49 30 901820"}
        identities.add(self.ticket.customer, by=self.people["ana"], at=self.now(), **known)

    def customer_mails(self):
        """A mail arrives as its bytes; the worker reads it."""
        self.client.post(
            "/api/v1/channels/email/support",
            MAIL,
            content_type="message/rfc822",
            headers={"X-Followthrough-Secret": self.secrets["email"]},
        )
        tasks.process_inbound()

    def customer_confirms(self):
        """The customer presses the button on their page."""
        token = make.token(self.ticket, at=self.now())
        answer = self.client.post(f"/r/{self.ticket.reference}/confirm?t={token}", {"t": token})
        assert answer.status_code == 303, answer.content

    @staticmethod
    def now():
        """What the moved clock shows."""
        return datetime.now(BERLIN)

    @property
    def ticket(self):
        """The one ticket: everything must have come together in it."""
        return Ticket.objects.get()

    def figures(self, as_of):
        """What a manager's program reads."""
        path = f"/api/v1/metrics/tickets/{self.ticket.pk}?as_of={as_of}"
        answer = self.client.get(path, headers={"Authorization": f"Api-Key {self.keys['clara']}"})
        assert answer.status_code == 200, answer.content
        return answer.json()


def play(desk):
    """E1 to E9 of the definitions, with the sweeps that run meanwhile."""
    with desk.at(0, "10:00:00"):
        desk.customer_chats()
    with desk.at(0, "10:04:00"):
        desk.agent("ana", "assign", {"to": "ana"})
        desk.the_number_is_noted()
        promise = {"text": "check and get back to you", "due_at": None}
        desk.agent("ana", "reply", {"channel": "chat", "text": "We will get back to you.", "promise": promise})
    for day, clock in ((1, "10:04:20"), (1, "14:04:20"), (2, "10:00:20")):
        with desk.at(day, clock):
            tasks.sweep()
    with desk.at(3, "10:00:00"):
        desk.customer_mails()
    with desk.at(3, "10:00:20"):
        tasks.deliver()
    with desk.at(5, "10:00:00"):
        desk.call("offered")
    with desk.at(5, "10:01:00"):
        desk.call("answered", agent="ben")
        desk.agent("ben", "ask", {"facts": ["device", "app_version", "symptom"]})
    with desk.at(5, "10:18:00"):
        due = (desk.now() + timedelta(days=1)).replace(hour=10, minute=0)
        desk.agent("ben", "promise", {"text": "a fix by tomorrow at ten", "due_at": due.isoformat()})
        desk.call("ended")
    with desk.at(6, "10:00:00"):
        second = desk.ticket.promises.get(text="a fix by tomorrow at ten")
        told = {"channel": "email", "text": "It is fixed in 4.2.1.", "then": "resolve", "keeps": [second.pk]}
        desk.agent("ben", "reply", told)
        tasks.deliver()
    with desk.at(6, "12:00:00"):
        desk.customer_confirms()


def without_names(figures):
    """Figures with the names of events and tickets taken out: those are each desk's own."""
    plain = {key: value for key, value in figures.items() if key not in ("ticket", "number")}
    plain["promises"] = [{k: v for k, v in promise.items() if k != "id"} for promise in figures["promises"]]
    plain["stalled"] = [{k: v for k, v in flag.items() if k != "anchor"} for flag in figures["stalled"]]
    return plain


@pytest.mark.parametrize(("first_day", "name"), [("2025-03-05", "story"), ("2025-03-26", "story_spring")])
def test_the_story_over_http_gives_every_figure(client, shared, first_day, name):
    """Also over the change to summer time, where a calendar hour is lost and no business hour is."""
    expected = json.loads(shared(f"oracles/{name}_measures.json").read_text())
    agreed = json.loads(shared("oracles/desk_story.json").read_text())
    desk = Desk(client, date.fromisoformat(first_day), agreed)
    play(desk)
    assert without_names(desk.figures(expected["as_of"])) == without_names(expected)


def test_flags_are_raised_by_the_next_sweep_and_name_what_they_count_from(client, shared):
    """R1 from the promise, R3 from the last answer, R2 from the customer's first word."""
    agreed = json.loads(shared("oracles/desk_story.json").read_text())
    desk = Desk(client, date(2025, 3, 5), agreed)
    play(desk)
    flags = StalledFlag.objects.filter(ticket=desk.ticket).select_related("anchor")
    shown = [
        (f.rule, f.anchor.kind, *(f"{at.astimezone(BERLIN):%a %H:%M:%S}" for at in (f.stalled_from, f.detected_at)))
        for f in flags
    ]
    assert shown == [
        ("R1", "promise", "Thu 10:04:00", "Thu 10:04:20"),
        ("R3", "answer", "Thu 14:04:00", "Thu 14:04:20"),
        ("R2", "contact", "Fri 10:00:00", "Fri 10:00:20"),
    ]
