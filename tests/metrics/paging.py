"""A manager's pages as tests read them, and a month of four tickets to look at."""

import re
from html.parser import HTMLParser

from tests import make

MARCH = {"from": "2025-03-01", "to": "2025-04-01", "as_of": "2025-04-30", "clock": "calendar"}


class Page(HTMLParser):
    """A page as one reads it: its words, and the addresses its links lead to."""

    def __init__(self, response):
        super().__init__()
        self.words, self.links, self.tags = "", {}, []
        self._link = None
        self.feed(response.content.decode())
        self.words = re.sub(r"\s+", " ", self.words)

    def handle_starttag(self, tag, attributes):
        self.words += " "
        given = dict(attributes)
        self.tags.append((tag, given))
        self._link = given.get("href") if tag == "a" else self._link

    def handle_endtag(self, tag):
        self._link = None if tag == "a" else self._link

    def handle_data(self, data):
        self.words += data
        if self._link and data.strip():
            self.links.setdefault(self._link, data.strip())


def line(key, kind, day, number=0, **more):
    at = f"2025-03-{day:02}T10:00:00+01:00"
    return {"id": f"{key} {day} {kind} {number}", "ticket": key, "at": at, "kind": kind, **more}


def closed(key, day, *, channel="email", confirmed=False, lasting=1):
    """A ticket that was answered and resolved after some days, and perhaps confirmed."""
    yield line(key, "contact", day, channel=channel, subject=f"About {key}")
    yield line(key, "assign", day + lasting, by="ana", to="ana")
    yield line(key, "answer", day + lasting, by="ana", channel="email")
    yield line(key, "resolve", day + lasting, by="ana")
    yield line(key, "asked_confirmation", day + lasting)
    if confirmed:
        yield line(key, "confirm", day + lasting + 1)


def show(client, path="/reports/", **asked):
    return Page(client.get(path, MARCH | asked))


def take_march():
    """Three closed (one confirmed, two presumed) after 1, 2 and 4 days, one open: of four that started in March."""
    make.desk()
    make.take(
        [
            *closed("A", 3, confirmed=True),
            *closed("B", 4, lasting=2),
            *closed("C", 5, channel="chat", lasting=4),
            line("D", "contact", 6, channel="chat", subject="Open <b>one</b>"),
        ]
    )


def behind(client, report, count, **asked):
    """The tickets in the list behind a figure, by their keys in March."""
    page = show(client, "/reports/tickets/", report=report, count=count, **asked)
    return set(re.findall(r"#\d+ About (\w)", page.words)) | ({"D"} if "Open <b>one</b>" in page.words else set())
