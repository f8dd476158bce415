"""What our people say, note and ask, and what the customer told them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tickets.actions.asked import asked_entries, ever_noted
from tickets.actions.facts import facts_entry
from tickets.actions.inputs import Addresses, Explicit, Facts, Files, Instant, Names, PastInstant, RowId, Text
from tickets.actions.intake.participants import reply_all
from tickets.actions.macros.gaps import no_gaps
from tickets.actions.mentions import named_in
from tickets.actions.outbox import copies, delivery
from tickets.actions.outbox.answer_address import AnswerAddress, address_of
from tickets.actions.promises import promise_entry, promise_names
from tickets.actions.record import Entry, Invalid
from tickets.actions.verbs.promises import LATER, PromiseInReply
from tickets.actions.verbs.steps import Steps, in_order, of_a_note, with_then
from tickets.actions.verbs.verb import Found, Verb, WholeVerb
from tickets.events.answer import Answered
from tickets.events.facts import FactsAsked, HistoryOpened, normal
from tickets.events.note import Noted
from tickets.events.owner import Assigned
from tickets.events.promise import PromiseKept
from tickets.events.resolution import ConfirmationAsked, Resolved
from tickets.events.status import StatusSet
from tickets.models import Event, Message, Ticket, words
from tickets.models.caught import fact_names
from tickets.models.desk import answering_takes
from tickets.models.history import seconds
from tickets.models.message import Delivery, Direction, Format
from tickets.rules.access import Actor, channel_actor, link_of, person_id
from tickets.rules.drafts.fact_names import same
from tickets.rules.identity import email
from tickets.rules.lifecycle import Channel, Loop


class Reply(Verb):
    """A person of ours answers the customer; the message waits in the outbox until the channel has sent it."""

    name = permission = "reply"
    sends = True
    example = {
        "channel": "email",
        "text": "We are on it.",
        "then": None,
        "promise": {"text": "A fix by Tuesday", "due_at": LATER},
    }

    class Input(Explicit):
        """Words to the customer. Without a channel it goes where they last wrote and can be written to."""

        form_only = ("recipient", "attachments", "steps")

        text = Text(error_messages={"blank": gettext_lazy("Write something before you send it.")})
        channel = serializers.ChoiceField(words.CHANNEL, required=False, allow_null=True)
        then = serializers.ChoiceField(["resolve", "wait"], required=False, allow_null=True)
        promise = PromiseInReply(required=False, allow_null=True)
        keeps = serializers.ListField(child=RowId(), required=False, max_length=20)
        session = Text(max_length=200, required=False)
        initiated = serializers.BooleanField(required=False, allow_null=True)
        occurred_at = PastInstant(required=False)
        recipient = serializers.EmailField(required=False, max_length=320)
        cc = Addresses(
            required=False,
            max_length=copies.MOST_COPIED,
            help_text=gettext_lazy(
                "Who gets it by mail as well; not given: who was in copy of the mail that it answers."
            ),
        )
        bcc = Addresses(
            required=False,
            max_length=copies.MOST_COPIED,
            help_text=gettext_lazy("Who gets it by mail as well without anybody outside learning it."),
        )
        format = serializers.ChoiceField(
            Format.choices,
            required=False,
            help_text=gettext_lazy(
                "How the text is written; Markdown leaves as HTML and as text, where it leaves by mail."
            ),
        )
        attachments = Files(required=False)
        steps = Steps(required=False)

        def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
            """With what is done along with it."""
            return with_then(attrs)

    def whole(self) -> list[Verb]:
        """With what is done along with it."""
        return in_order(self)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The answer, whose the ticket is by it, what it asks for, which promises it keeps and makes, and what comes then.

        Without `initiated` it is started by us unless it answers a running chat or call.
        """
        given = self.given
        no_gaps(given["text"])
        told_at = given.get("occurred_at")
        to = address_of(
            found.ticket, given.get("channel"), given.get("recipient"), given.get("session", ""), told_at or at
        )
        message = _outgoing(to, actor, given["text"], told_at or at, at)
        if to.channel == Channel.EMAIL and not to.shown_in:
            message.cc, message.bcc = self._copies(found.ticket, to)
            message.format = given.get("format", Format.PLAIN)
        entries = [Entry(Answered, self._data(to), actor=actor, message=message, files=given.get("attachments", ()))]
        kept = promise_names(found.ticket, given.get("keeps", ()))
        entries += [Entry(PromiseKept, {"promise": name}, actor=actor) for name in kept]
        if given.get("promise"):
            entries.append(promise_entry(given["promise"], actor=actor, at=at, message=message))
        if given.get("then") == "wait":
            entries.append(Entry(StatusSet, {"to": "pending"}, actor=actor))
        if given.get("then") == "resolve":
            entries.append(Entry(Resolved, {"delivered": True}, actor=actor))
            if to.asks_at_once:
                entries.append(Entry(ConfirmationAsked, actor=channel_actor(to.channel), message=message))
        entries += asked_entries(given["text"], found.lines, actor=actor, at=told_at or at)
        for entry in entries:
            entry.at = told_at
        return _taken(found, actor, told_at) + entries

    def _copies(self, ticket: Ticket, to: AnswerAddress) -> tuple[list[str], list[str]]:
        """Who is in copy, and who unseen: each address gets it once. Errors: Invalid for one that is not written to."""
        if self.given.get("recipient"):
            copies.written_to([to.recipient], "recipient")
        said = self.given.get("cc")
        seen = reply_all(ticket, to.recipient) if said is None else copies.written_to(said, "cc")
        unseen = copies.written_to(self.given.get("bcc", ()), "bcc")
        gets = {email(to.recipient) or to.recipient.lower()}
        cc = [address for address in seen if address not in gets]
        return cc, [address for address in unseen if address not in gets | set(cc)]

    def _data(self, to: AnswerAddress) -> dict[str, Any]:
        initiated = self.given.get("initiated")
        data: dict[str, Any] = {"channel": to.channel, "initiated": not to.session if initiated is None else initiated}
        return data | ({"session": to.session} if to.session else {})

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What became of it."""
        if self.given.get("then") == "resolve":
            if result.loop == Loop.AWAITING:
                return _("Sent and resolved. The customer is asked whether it is.")
            return _("Sent and resolved. The customer is asked whether it is as soon as they see it.")
        return _("Sent, and the promise is noted.") if self.given.get("promise") else _("Sent.")


def _taken(found: Found, actor: Actor, told_at: datetime | None) -> list[Entry]:
    """Whoever answers a ticket that nobody owns owns it from then on, unless the desk wants it otherwise; an answer that is told late takes back nothing that was
    done with the ticket since."""
    mine = person_id(actor)
    given = [entry for entry in found.before if entry.name == Assigned.name and "to" in entry.data]
    if mine is None or found.ticket.owner_id is not None or given or not answering_takes():
        return []
    moved = [line.at for line in found.lines if line.kind == Assigned.name and "to" in line.data]
    late = told_at is not None and max(moved, default=0) > seconds(told_at)
    return [Entry(Assigned, {"to": mine}, actor=actor, at=None if late else told_at)]


def _outgoing(to: AnswerAddress, author: Actor, text: str, occurred_at: datetime, at: datetime) -> Message:
    by_mail = to.channel == Channel.EMAIL
    return Message(
        direction=Direction.OUT,
        channel=to.channel,
        author_id=person_id(author),
        text=text,
        session=to.session or to.shown_in,
        recipient=to.recipient,
        occurred_at=occurred_at,
        recorded_at=at,
        delivery=Delivery.WAITING if by_mail else Delivery.NONE,
        next_attempt_at=at if by_mail else None,
    )


def internal(author: Actor, text: str, at: datetime) -> Message:
    """Words that only we see."""
    return Message(
        direction=Direction.INTERNAL,
        channel=Channel.OTHER,
        author_id=person_id(author),
        text=text,
        occurred_at=at,
        recorded_at=at,
    )


class Note(Verb):
    """Words that only we see; they change no figure."""

    name = permission = "note"
    example = {"text": "Seen this twice this week."}

    class Input(Explicit):
        """Words that only we see."""

        form_only = ("steps",)

        text = Text(error_messages={"blank": gettext_lazy("Write something before you save it.")})
        steps = Steps(required=False)

        def validate_steps(self, along: list[Verb]) -> list[Verb]:
            """What may be done along with it."""
            return of_a_note(along)

    def whole(self) -> list[Verb]:
        """With what is done along with it."""
        return in_order(self)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The note, and whom it names."""
        return [noted(self.given["text"], found.ticket, actor, at)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Who sees it."""
        return _("Noted. Only we see it.")


def noted(text: str, ticket: Ticket, actor: Actor, at: datetime) -> Entry:
    """A note of a person's, which tells whom it names."""
    return Entry(Noted, actor=actor, message=internal(actor, text, at), mentions=named_in(text, ticket))


class Ask(Verb):
    """Somebody asked the customer for facts; `verify`: showed the value and asked to confirm it (never a re-ask)."""

    name = permission = "ask"
    example = {"facts": ["device"], "verify": False}

    class Input(Explicit):
        """What was asked for; `verify`: the known value was shown and only confirmed."""

        facts = Names(
            min_length=1, max_length=50, error_messages={"min_length": gettext_lazy("Say what was asked for.")}
        )
        verify = serializers.BooleanField(required=False)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The question."""
        keys = [key.strip().lower() for key in self.given["facts"]]
        return [Entry(FactsAsked, {"facts": keys, "verify": self.given.get("verify", False)}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it is noted."""
        return _("Noted what was asked.")


class Learn(Verb):
    """Note what the customer told us, so that nobody asks again."""

    name = permission = "facts"
    folded: Mapping[str, str] = MappingProxyType({})  # by the name that was typed, the one that it is kept by
    example = {"facts": {"device": "Pixel 7"}}

    class Input(Explicit):
        """What the customer told us."""

        facts = Facts(allow_empty=False)
        from_message = RowId(required=False, allow_null=True)
        valid_until = Instant(required=False, allow_null=True)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The facts; a program's names are its own. Errors: Invalid for a message of another ticket."""
        source = self.given.get("from_message")
        message = Message.objects.filter(pk=source, ticket=found.ticket).first() if source else None
        if source and message is None:
            raise Invalid("from_message", _("There is no such message on this ticket."))
        until = self.given.get("valid_until")
        facts, self.folded = self._under_one_name(found, at) if self.is_typed else (self.given["facts"], {})
        entry = facts_entry(facts, actor=actor, message=message, valid_until=until)
        if identity := link_of(actor):
            entry.data = {**entry.data, "address": identity}
        return [entry]

    def _under_one_name(self, found: Found, at: datetime) -> tuple[dict[str, str], dict[str, str]]:
        """The facts under the names that they are kept by, and which names were typed otherwise."""
        names, noted = fact_names(at), ever_noted(found.lines)
        kept = {name: names.folded(normal(name), noted) for name in self.given["facts"]}
        typed = {name.strip(): key for name, key in kept.items() if same(key) != same(name)}
        return {kept[name]: value for name, value in self.given["facts"].items()}, typed

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What it is good for, and under which name it is kept if that is not the one that was typed."""
        told = [_("“%(typed)s” is kept as “%(name)s” here.") % {"typed": t, "name": n} for t, n in self.folded.items()]
        return " ".join([_("Noted. Nobody has to ask for it again."), *told])


class OpenHistory(Verb):
    """Somebody who may answer has the history before them; recorded once per person and contact.

    Somebody looking never makes another's page stale.
    """

    name, permission = "open-history", "note"
    in_api = False
    silent = True

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That they looked, unless they did since the last contact."""
        seen = Event.objects.filter(ticket=found.ticket, kind=HistoryOpened.name, by=person_id(actor)).order_by(
            "-occurred_at"
        )
        last, contact_at = seen.first(), found.ticket.last_contact_at
        looked = last is not None and contact_at is not None and last.occurred_at >= contact_at
        return [] if looked else [Entry(HistoryOpened, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Nothing: nobody asked for it."""
        return ""


class SendAgain(WholeVerb):
    """Send again what did not arrive, to another address if one is given."""

    name, permission = "retry", "mend"
    in_api = False
    sends = True

    class Input(Explicit):
        """Which message, and to which address, if not to the same."""

        message = RowId()
        recipient = serializers.EmailField(
            required=False, max_length=320, error_messages={"invalid": gettext_lazy("This is no email address.")}
        )

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """Put it back into the outbox. Errors: Invalid for a message of another ticket."""
        own = ticket if isinstance(ticket, Ticket) else Ticket.objects.get(pk=ticket)
        message = Message.objects.of(own).filter(pk=self.given["message"]).first()
        if message is None:
            raise Invalid("message", _("There is no such message on this ticket."))
        delivery.retry(message, at, by=actor, recipient=self.given.get("recipient", ""))
        return own

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it goes out."""
        return _("It is sent again.")
