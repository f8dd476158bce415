"""A desk of random tickets, worked over HTTP: imported from its export, and made anew from its events, it is the same."""

import random

import pytest
import time_machine
from django.test import Client

from tests import make
from tests.histories import DAY, random_desk, seconds
from tests.journeys.test_same_desk import LiveDesk, assert_same, look_until_nothing_is_due, outcome
from tickets import tasks
from tickets.actions.projection.rebuild import rebuild
from tickets.models import Ticket
from tickets.models.history import moment
from tickets.rules.lifecycle import Forbidden

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
TICKETS = 40  # a random desk of 500 was compared once: this is enough to notice a difference in the kinds of lines
CHANNELS_OWN = ("recipient", "session", "initiated")  # an answer's address, call or chat is known to its channel
REFUSED = 409  # what the lifecycle forbids, as in life


class DeskOverHTTP(LiveDesk):
    """Plays lines as programs of our people, and customers on their own pages, do it; the clock moves with them."""

    def __init__(self):
        super().__init__()
        self.client, self.keys, self.requests = Client(), {}, 0

    def sweep(self, at):
        with time_machine.travel(at, tick=False):
            tasks.sweep()

    def contact(self, line, at, text="It fails."):
        if line.get("automatic"):  # only a mail tells that a machine wrote it
            super().contact(line, at, text)
            return
        ticket = self.tickets.get(line["ticket"])
        where = {"ticket": ticket.reference} if ticket else {}
        told = {"channel": line["channel"], "text": text, "from": line["from"], **where}
        reference = self.post("/api/v1/intake", told, at, self.key("ana"))["ticket"]["reference"]
        self.tickets.setdefault(line["ticket"], Ticket.objects.get(reference=reference))

    def do(self, verb, ticket, *, at, by=None, **given):
        given = {name: value for name, value in given.items() if name not in CHANNELS_OWN}
        if verb in ("dispute", "feedback") or (verb == "confirm" and not given["spoken"]):
            given.pop("spoken", None)
            page = Ticket.objects.get(pk=ticket.pk)
            key = f"Request {make.token(page, at=at)}"
            self.post(f"/api/v1/requests/{page.reference}/{verb}", given, at, key)
        elif verb in ("open-history", "test"):  # what only the desk's own pages do
            super().do(verb, ticket, at=at, by=by, **given)
        else:
            given = {name: as_json(value) for name, value in given.items() if value is not None or name == "to"}
            self.post(f"/api/v1/tickets/{ticket.pk}/{verb}", given, at, self.key(by.username if by else "ana"))

    def key(self, name):
        """Whom a program acts for."""
        if name not in self.keys:
            scopes = ("tickets", "intake")
            self.keys[name] = make.api_key(make.person(name, role="administrator"), *scopes)["HTTP_AUTHORIZATION"]
        return self.keys[name]

    def post(self, path, body, at, authorization):
        """POST it at its time. Errors: Forbidden where the lifecycle refuses; nothing else may be refused."""
        self.requests += 1
        with time_machine.travel(at, tick=False):
            kind = {"content_type": "application/json", "headers": {"Authorization": authorization}}
            answer = self.client.post(path, body, **kind)
        if answer.status_code == REFUSED:
            raise Forbidden(answer.json()["detail"])
        assert answer.status_code in (200, 201), (path, body, answer.content)
        return answer.json()


def as_json(value):
    """A value of a verb as a program sends it."""
    if isinstance(value, Ticket):
        return value.pk
    return getattr(value, "username", None) or (value.isoformat() if hasattr(value, "isoformat") else value)


def test_a_desk_over_http_is_the_same_imported_and_made_anew():
    lines = random_desk(7, TICKETS)
    end = moment(max(seconds(line["at"]) for line in lines) + 9 * DAY)
    with make.passing():
        desk = DeskOverHTTP()
        desk.play(lines, random.Random(7))
        look_until_nothing_is_due(end)
        lived = outcome(end)
        assert len(lived[1]) > 0.8 * TICKETS
        rebuild(list(Ticket.objects.values_list("pk", flat=True)), at=end)
        look_until_nothing_is_due(end)
        assert_same(outcome(end), lived)
    told = list(lived[0].values())
    print(f"\n{len(lines)} lines, {desk.requests} requests, {len(told)} events, {len(lived[1])} tickets")
    with make.passing():
        make.desk()
        assert not make.take(told, when=end).refused
        look_until_nothing_is_due(end)
        assert_same(outcome(end), lived)
