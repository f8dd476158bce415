"""The words of tickets' stories, as they are looked for.

A document begins with what names a ticket (reference, number in an old system, customer, subject, tags, facts, files), then comes
what was said, oldest first. What names it stands in each part of a long story. A word of one part and a word of another are
not found together; parts are so long that this takes a correspondence of months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException

from tickets.models import Attachment, Feedback, Identity, KnownFact, Message, Promise, SearchDocument, Ticket
from tickets.models.customer import IdentityKind
from tickets.rules.search_words import CHANNEL, PERSON, TAG, also, digits, joined, marked, words

PART = 40_000  # characters of a part's text, beside its head


@dataclass
class Content:
    """What one story says: `names` of people, what else names it (`head`), what was said (`lines`), and marked words."""

    names: dict[str, None] = field(default_factory=dict)
    numbers: dict[str, None] = field(default_factory=dict)
    head: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    marks: dict[str, None] = field(default_factory=dict)

    def note_person(self, *given: Any) -> None:
        """A name, an address, a number or a handle of somebody who has a part in it."""
        self.names.update(dict.fromkeys(one for one in given if one and isinstance(one, str)))

    def documents(self, ticket: int) -> list[SearchDocument]:
        """The rows of a ticket's story."""
        return [self._document(ticket, part, text) for part, text in enumerate(_parts(self.lines))]

    def _document(self, ticket: int, part: int, said: str) -> SearchDocument:
        text = "\n".join([*self.head, *self.names, said])
        found = [*words(text), *also(text), *self.numbers, *self.marks, *self._people()]
        mark = blake2b("\0".join([text, *found]).encode(), digest_size=16).hexdigest()
        row = SearchDocument(ticket_id=ticket, part=part, text=text, fingerprint=mark)
        row.words = found  # type: ignore[assignment]  # a list: the field writes it as its database looks it up
        return row

    def _people(self) -> Iterator[str]:
        for name in self.names:
            yield from marked(PERSON, [*words(name), *also(name)])
        yield from marked(PERSON, self.numbers)


def _parts(lines: Iterable[str]) -> list[str]:
    """What was said, in texts of a bearable length; one, if nothing was."""
    parts, length = [""], 0
    for line in lines:
        for start in range(0, len(line), PART):
            piece = line[start : start + PART]
            if length + len(piece) > PART and length:
                parts.append("")
                length = 0
            parts[-1] += piece + "\n"
            length += len(piece)
    return parts


def contents(tickets: Collection[int]) -> dict[int, Content]:
    """What these tickets say by now. A ticket that was merged away says nothing by itself."""
    rows = (
        Ticket.objects.filter(pk__in=tickets, merged_into=None).select_related("customer__organisation").order_by("pk")
    )
    found = {row.pk: _named(row) for row in rows}
    home = {pk: pk for pk in found}
    for merged in Ticket.objects.filter(merged_into__in=found).select_related("customer__organisation").order_by("pk"):
        into = found[home.setdefault(merged.pk, merged.merged_into_id)]  # type: ignore[arg-type]
        into.head += _named(merged).head
        into.note_person(merged.customer.called)
        into.marks.update(_named(merged).marks)
    _customers(found, home)
    _facts_and_files(found, home)
    _said(found, home)
    return found


def _named(ticket: Ticket) -> Content:
    content = Content(head=[ticket.reference, ticket.source_key or "", ticket.subject, *ticket.tags])
    content.note_person(ticket.customer.called)
    if ticket.customer.organisation:
        content.head.append(ticket.customer.organisation.name)
    content.marks.update(dict.fromkeys(marked(TAG, map(joined, ticket.tags))))
    content.marks.update(dict.fromkeys(marked(CHANNEL, map(joined, ticket.contacts_by_channel))))
    return content


def _customers(found: dict[int, Content], home: dict[int, int]) -> None:
    of: dict[int, set[int]] = defaultdict(set)
    for pk, customer in Ticket.objects.filter(pk__in=home).order_by("pk").values_list("pk", "customer"):
        of[customer].add(home[pk])
    for customer, kind, value in (
        Identity.objects.filter(customer__in=of).order_by("pk").values_list("customer", "kind", "value")
    ):
        for ticket in of[customer]:
            found[ticket].note_person(value)
            if kind == IdentityKind.PHONE:
                found[ticket].numbers.update(dict.fromkeys(number_forms(value)))


def number_forms(value: str) -> list[str]:
    """A telephone number with and without its country's code, as numbers are compared."""
    forms = [digits(value)]
    with suppress(NumberParseException):
        forms.append(digits(str(phonenumbers.parse(value).national_number)))
    return [form for form in dict.fromkeys(forms) if form]


def _facts_and_files(found: dict[int, Content], home: dict[int, int]) -> None:
    facts = KnownFact.objects.filter(ticket__in=home).order_by("pk").values_list("ticket", "key", "value")
    for ticket, key, value in facts:
        found[home[ticket]].head.append(f"{key}: {value}")
    files = Attachment.objects.filter(message__ticket__in=home).order_by("pk")
    for ticket, name in files.values_list("message__ticket", "name"):
        found[home[ticket]].head.append(name)


def _said(found: dict[int, Content], home: dict[int, int]) -> None:
    columns = (
        "ticket",
        "sender",
        "cc",
        "bcc",
        "copied",
        "subject",
        "quoted_above",
        "text",
        "quoted_below",
        "for_customer",
    )
    said = Message.objects.filter(ticket__in=home).order_by("occurred_at", "id").values_list(*columns)
    for ticket, sender, cc, bcc, copied, *texts in said.iterator(chunk_size=2000):
        content = found[home[ticket]]
        content.note_person(*sender.values(), *cc, *bcc, *copied)
        content.lines += [text for text in texts if text]
    for ticket, text in _more(Promise, home, "text"):
        found[home[ticket]].lines.append(text)
    for ticket, text in _more(Feedback, home, "comment"):
        found[home[ticket]].lines.append(text)


def _more(model: Any, home: dict[int, int], column: str) -> Iterable[tuple[int, str]]:
    rows: Iterable[tuple[int, str]] = (
        model.objects.filter(ticket__in=home).exclude(**{column: ""}).order_by("pk").values_list("ticket", column)
    )
    return rows
