"""Pages of figures as one reads them, and the tickets that they are about."""

import re
from html.parser import HTMLParser


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
    yield line(key, "answer", day + lasting, by="ana", channel="email")
    yield line(key, "resolve", day + lasting, by="ana")
    yield line(key, "asked_confirmation", day + lasting)
    if confirmed:
        yield line(key, "confirm", day + lasting + 1)
