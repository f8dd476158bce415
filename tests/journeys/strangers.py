"""A stranger with a browser who names somebody else, what can be behind every address that she is given, and the clock."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from django.core import mail
from django.test import Client

from tests.make import WEDNESDAY
from tickets import tasks
from tickets.models import Attachment


class Clock:
    """The desk's clock, which only moves when it is told to."""

    def __init__(self, moved):
        self.moved, self.now = moved, WEDNESDAY

    def passes(self, **time):
        """Some time goes by; gives the new instant."""
        self.now += timedelta(**time)
        self.moved.move_to(self.now)
        return self.now


class Eve:
    """A stranger with a browser. `doors`: every address that the desk has given her."""

    def __init__(self):
        self.client, self.doors, self.answers = Client(), [], []

    def claims(self, text="Any news?", **sender):
        """Hand in a contact in somebody's name."""
        body = {"from": sender, "text": text}
        answer = self.client.post("/api/v1/intake", json.dumps(body), content_type="application/json")
        assert answer.status_code == 201, answer.content
        self.answers.append(answer.json())
        ticket = answer.json()["ticket"]
        self.doors += [door for door in (ticket["url"], ticket["receipt"]) if door]
        return answer.json()

    def reads(self):
        """All that is behind her doors: the pages, what the API says, and every file that there is."""
        found = []
        for door in self.doors:
            path, token = opened(door)
            reference = path.rpartition("/")[2]
            found.append(self.client.get(door).content.decode())
            api = f"/api/v1/requests/{reference}"
            found.append(self.client.get(f"{api}?t={token}").content.decode())
            for file in Attachment.objects.all():
                for place in (f"{path}/files/{file.pk}", f"{api}/attachments/{file.pk}"):
                    answer = self.client.get(f"{place}?t={token}")
                    found.append(b"".join(answer).decode() if answer.status_code == 200 else "")
        return "\n".join(found)

    def does(self, verb, **body):
        """Try something by every door, on the page and by the API; gives the statuses."""
        told = []
        for door in self.doors:
            path, token = opened(door)
            told.append(self.client.post(f"{path}/{verb}?t={token}", body).status_code)
            api = f"/api/v1/requests/{path.rpartition('/')[2]}/{verb}?t={token}"
            told.append(self.client.post(api, json.dumps(body), content_type="application/json").status_code)
        return told


def opened(door):
    """An address that we gave, as its path and token."""
    parts = urlsplit(door)
    return parts.path, parse_qs(parts.query)["t"][0]


def sent_to(address):
    """Our mails to an address in the order in which they left, once the outbox is empty."""
    tasks.deliver()
    return [letter for letter in mail.outbox if letter.to == [address]]


def link_in(letter):
    """The customer's link in a mail of ours."""
    return re.search(r"\S+/r/\S+", letter.body)[0]


def page(link):
    """What somebody reads who opens a link."""
    answer = Client().get(link)
    return answer.status_code, answer.content.decode()
