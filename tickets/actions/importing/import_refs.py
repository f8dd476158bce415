"""What imported lines refer to: tickets, customers, agents, teams and other lines, met once and remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from tickets.actions.change import BATCH, Entry
from tickets.actions.customers import organisations
from tickets.actions.customers.identities import identities
from tickets.actions.facts import facts_entry
from tickets.actions.importing.spool import Spool, Spooled
from tickets.actions.intake.inbound_message import Sender
from tickets.actions.intake.references import new_reference
from tickets.actions.promises import due_by_policy
from tickets.events.contact import Contacted
from tickets.events.facts import FactsNoted
from tickets.events.history_format import HistoryLine
from tickets.events.keys import Agent, Reference, TeamName, TicketKey
from tickets.events.promise import PromiseReplaced
from tickets.events.status import FieldsSet
from tickets.models import Customer, Event, Identity, Message, Promise, Team, Ticket, User
from tickets.models.customer import IdentityKind
from tickets.models.history import instant, moment, named
from tickets.models.message import Direction
from tickets.rules import mail_hosts
from tickets.rules.access import CHANNEL, CLOCK, CUSTOMER, HISTORY, SWEEP, Actor, channel_actor, customer_actor
from tickets.rules.custom_fields import LONGEST
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import Channel


class ImportRefs:
    """Everything outside a line that it may speak of. `tickets` are those of the lines that are being looked at."""

    def __init__(self, desk: Desk, at: datetime) -> None:
        self.desk = desk
        self.at = at
        self.tickets: dict[str, Ticket] = {}
        self.agents: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.identities: dict[tuple[str, str], Identity] = {}

    def meet(self, spooled: Sequence[Spooled], spool: Spool) -> None:
        """Find or make all that these lines speak of: tickets with their customers, agents, teams."""
        lines = [item.line for item in spooled]
        self._meet_agents({name for line in lines for name in _agents(line)})
        self._meet_teams(
            {line.said[k] for line in lines for k in line.kind_class.named_by(TeamName) if line.said.get(k)}
        )
        keys = list(dict.fromkeys(line.ticket for line in lines))
        targets = {line.said[key] for line in lines for key in line.kind_class.named_by(TicketKey) if key in line.said}
        self.tickets = self._existing({*keys, *targets})
        meeting = _Meeting(self, lines)
        self.identities = meeting.known
        meeting.introduce([*keys, *(key for key in targets if key not in keys and key in spool)])

    def words(self, own: Sequence[Spooled]) -> _Words:
        """What turns one ticket's lines into entries."""
        return _Words(self, [item.line for item in own])

    @staticmethod
    def _existing(keys: Collection[str]) -> dict[str, Ticket]:
        wanted = list(keys)
        found: dict[str, Ticket] = {}
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            rows = Ticket.objects.select_for_update(of=("self",)).select_related("customer")
            found |= {row.key: row for row in rows.filter(source_key__in=part)}
            found |= {row.key: row for row in rows.filter(reference__in=part, source_key=None)}
        return found

    def _meet_agents(self, names: set[str]) -> None:
        new = names - self.agents.keys()
        self.agents |= {user.username: user for user in User.objects.filter(username__in=new)}
        missing = sorted(new - self.agents.keys())
        # People known only from a history cannot log in.
        made = User.objects.bulk_create(
            [User(username=name, password=make_password(None), is_active=False) for name in missing]
        )
        self.agents |= {user.username: user for user in made}

    def _meet_teams(self, names: set[str]) -> None:
        for name in sorted(names - self.teams.keys()):
            slug = slugify(name)[:80] or "team"
            self.teams[name] = Team.objects.get_or_create(slug=slug, defaults={"name": name[:80]})[0]


def _agents(line: HistoryLine) -> Iterable[str]:
    if line.by:
        yield line.by
    yield from (line.said[key] for key in line.kind_class.named_by(Agent) if line.said.get(key))


class _Meeting:
    """Tickets that are not known yet, and the customers that their contacts speak for."""

    def __init__(self, past: ImportRefs, lines: Sequence[HistoryLine]) -> None:
        self.past = past
        self.senders: dict[str, list[Sender]] = defaultdict(list)
        self.subjects: dict[str, str] = {}
        for line in lines:
            if line.said.get("from"):
                self.senders[line.ticket].append(Sender(**line.said["from"]))
            if line.kind == Contacted.name and line.ticket not in self.subjects:
                self.subjects[line.ticket] = line.said.get("subject") or line.said.get("text", "")[:80]
        self.given = {key: self._given(senders) for key, senders in self.senders.items()}
        self.known = self._known()
        self.organisations: dict[str, int] = {}  # by the domain of an address

    @staticmethod
    def _given(senders: Sequence[Sender]) -> list[tuple[str, str]]:
        return list(dict.fromkeys((str(kind), value) for s in senders for kind, value in _recognised(s)))

    def _known(self) -> dict[tuple[str, str], Identity]:
        values = sorted({value for given in self.given.values() for _, value in given})
        found: dict[tuple[str, str], Identity] = {}
        for start in range(0, len(values), BATCH):
            rows = Identity.objects.filter(value__in=values[start : start + BATCH]).select_related("customer")
            rows = rows.order_by("-shared")  # what is somebody's alone is looked at last, and stays
            found |= {(row.kind, row.value): row for row in rows}
        return found

    def introduce(self, keys: Sequence[str]) -> None:
        """Make the tickets that are missing, their customers and their identities."""
        customers: list[Customer] = []
        new: list[Identity] = []
        made: list[Ticket] = []
        self.organisations |= organisations.by_domain(pair for key in keys for pair in self.given.get(key, []))
        for key in keys:
            ticket = self.past.tickets.get(key)
            customer = self._customer(key, ticket, customers)
            if ticket is None:
                ticket = self._ticket(key, customer)
                made.append(ticket)
            elif ticket.customer_id != customer.pk:
                Ticket.objects.filter(pk=ticket.pk).update(customer=customer)
                ticket.customer = customer
            self.past.tickets[key] = ticket
            new += self._introduce(key, customer)
        Customer.objects.bulk_create(customers, batch_size=BATCH)
        Identity.objects.bulk_create(new, batch_size=BATCH)
        Ticket.objects.bulk_create(made, batch_size=BATCH)

    def _customer(self, key: str, ticket: Ticket | None, customers: list[Customer]) -> Customer:
        rows = [self.known[pair] for pair in self.given.get(key, []) if pair in self.known]
        known = [row.customer for row in rows if not row.shared]
        if ticket is not None and not (known and known[0] != ticket.customer and _is_nobody(ticket.customer)):
            return ticket.customer
        if known:
            return known[0]
        name = next((sender.name for sender in self.senders.get(key, []) if sender.name), "")
        at_work = (self.organisations.get(mail_hosts.domain_of(value)) for _kind, value in self.given.get(key, []))
        organisation = next(filter(None, at_work), None)
        customers.append(Customer(name=name[:200], organisation_id=organisation, created_at=self.past.at))
        return customers[-1]

    def _introduce(self, key: str, customer: Customer) -> list[Identity]:
        new = []
        for pair in self.given.get(key, []):
            if pair not in self.known:
                kind, value = pair
                self.known[pair] = Identity(customer=customer, kind=kind, value=value, created_at=self.past.at)
                new.append(self.known[pair])
            elif self.known[pair].shared and customer.pk is None:
                kind, value = pair
                new.append(Identity(customer=customer, kind=kind, value=value, shared=True, created_at=self.past.at))
        return new

    def _ticket(self, key: str, customer: Customer) -> Ticket:
        return Ticket(
            reference=new_reference(),
            source_key=key,
            subject=self.subjects.get(key, "")[:300],
            customer=customer,
            created_at=self.past.at,
        )


class _Words:
    """One ticket's lines as entries, with the messages that they wrote or speak of."""

    def __init__(self, past: ImportRefs, lines: Sequence[HistoryLine]) -> None:
        self.past = past
        self.messages: dict[str, Message | None] = {}
        self.names = {line.id for line in lines}
        wanted = {line.said[key] for line in lines for key in ("of", "from_line") if line.said.get(key)} - self.names
        if wanted:
            rows = Event.objects.filter(named(wanted)).select_related("message")
            self.messages |= {row.name: row.message for row in rows}

    def entry(self, line: HistoryLine, ticket: Ticket) -> Entry:
        """A line as an entry. Errors: Reference."""
        kind = line.kind_class
        entry = Entry(
            kind,
            self._data(line),
            actor=self._actor(line, ticket),
            at=moment(line.at),
            recorded_at=moment(line.recorded_at),
            external_id=line.id,
        )
        if kind.writes:
            entry.message = self.messages[line.id] = self._message(line, ticket)
        if kind is FactsNoted:
            self._note_facts(line, entry)
        if kind is FieldsSet:
            entry.facts = {key[:40]: value[:LONGEST] for key, value in line.said["fields"].items()}
        entry.text = line.said.get("text", "") or line.said.get("comment", "")
        if kind is PromiseReplaced and not entry.text:
            entry.text = self._old_words(line)
        return entry

    def _actor(self, line: HistoryLine, ticket: Ticket) -> Actor:
        """Who did it, as far as a line tells: somebody by name, or whoever alone does things of its kind."""
        if line.by:
            return self.past.agents[line.by]
        kind = line.kind_class.done_by
        if kind == CUSTOMER:
            return customer_actor(ticket.customer.pk)
        return {CLOCK: SWEEP, CHANNEL: channel_actor(line.said.get("channel", Channel.EMAIL))}.get(kind, HISTORY)

    def _data(self, line: HistoryLine) -> dict[str, Any]:
        kind = line.kind_class
        data = kind.read(line.said, self, line.ticket)
        if kind.makes_a_promise and "due_at" not in data:
            data |= due_by_policy(self.past.desk, line.at)
        address = self._address(line)
        return data | ({"address": address.pk} if address else {}) | ({"before": line.before} if line.before else {})

    def _address(self, line: HistoryLine) -> Identity | None:
        """What they came by: of several, one on the file of the ticket's customer; the others may be a double's."""
        given = [self.past.identities[pair] for pair in _strongest(line)]
        customer = self.past.tickets[line.ticket].customer_id
        return next((identity for identity in given if identity.customer_id == customer), given[0] if given else None)

    # What the line calls the things that it speaks of

    def agent(self, name: str) -> int:
        """The id of somebody who was met."""
        return self.past.agents[name].pk

    def team(self, name: str) -> int:
        """The id of a team that was met."""
        return self.past.teams[name].pk

    def ticket(self, key: str, of: str) -> int:
        """The id of another ticket. Errors: Reference."""
        other = self.past.tickets.get(key)
        if other is None:
            raise Reference(f"There is no ticket {key!r}.")
        if key == of:
            raise Reference("A ticket cannot be joined to itself.")
        return other.pk

    def event(self, name: str) -> str:
        """The name of a line that is known, or comes with this import. Errors: Reference."""
        if name not in self.messages and name not in self.names:
            raise Reference(f"There is no line {name!r} that this could be said of.")
        return name

    def _note_facts(self, line: HistoryLine, entry: Entry) -> None:
        source = line.said.get("from_line")
        if source and source not in self.messages and source not in self.names:
            raise Reference(f"There is no line {source!r} that the facts could come from.")
        entry.facts = facts_entry(line.said["facts"], actor=entry.actor).facts
        entry.message = self.messages.get(source) if source else None

    def _message(self, line: HistoryLine, ticket: Ticket) -> Message:
        kind = line.kind_class
        return Message(
            direction=Direction(kind.writes),
            channel=line.said.get("channel", "other"),
            automatic=kind.by_machine or line.said.get("automatic", False),
            author=self.past.agents[line.by] if line.by else None,
            customer=ticket.customer if kind.writes == Direction.IN else None,
            sender=line.said.get("from", {}),
            subject=line.said.get("subject", "")[:300],
            text=line.said.get("text", ""),
            for_customer=line.said.get("for_customer", ""),
            session=line.said.get("session") or "",
            occurred_at=instant(line.at),
            recorded_at=instant(line.recorded_at),
        )

    def _old_words(self, line: HistoryLine) -> str:
        old = Promise.objects.filter(made_in__in=Event.objects.filter(named([line.said["promise"]])))
        return old.values_list("text", flat=True).first() or ""


def _is_nobody(customer: Customer) -> bool:
    """A stand-in for the customer of a ticket whose contacts had not come yet."""
    return not customer.identities.exists()


def _strongest(line: HistoryLine) -> list[tuple[str, str]]:
    """The identities of a contact, strongest first."""
    given = line.said.get("from")
    return [(str(kind), value) for kind, value in _recognised(Sender(**given))] if given else []


@lru_cache(maxsize=1000)
def _recognised(sender: Sender) -> list[tuple[IdentityKind, str]]:
    """As `identities`; the contacts of a ticket mostly have one sender, who is looked at twice for each."""
    return identities(sender)
