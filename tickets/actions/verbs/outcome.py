"""How a ticket ends, comes back, and what the customer says of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tickets.actions.inputs import Explicit, RowId, Text
from tickets.actions.record import Entry, Invalid
from tickets.actions.verbs.conversation import Reply, internal
from tickets.actions.verbs.verb import Found, Verb
from tickets.events.contact import Contacted, TakenForMore, Thanked
from tickets.events.excluded import FoundToBeNoSpam, MarkedAsSpam, MarkedAsTest
from tickets.events.feedback import FeedbackGiven
from tickets.events.note import Noted
from tickets.events.resolution import ConfirmationAsked, Confirmed, Disputed, Resolved
from tickets.events.status import StatusSet
from tickets.models import Event, Feedback, Identity, Message, Ticket, words
from tickets.models.customer_page import known_as
from tickets.models.message import Direction
from tickets.rules.access import Actor, customer_actor, link_of
from tickets.rules.lifecycle import SETTLED, Channel, Loop, Status

SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


class Resolve(Verb):
    """Done. With words the customer is told by an answer and asked to confirm; without, `told_on` says on which channel a
    person told them (`delivered`: that they did), and `asked` whether they asked then if it is solved. If nobody told them (the
    default) it is resolved without telling, for a reason: the loop stays open.
    """

    name = permission = "resolve"
    sends = True
    example = {"text": "It is fixed in 4.2.1."}

    class Input(Explicit):
        """What the customer is told; without words, how they were told by other means, or why they were not."""

        text = Text(required=False)
        delivered = serializers.BooleanField(required=False)
        told_on = serializers.ChoiceField(
            words.CHANNEL,
            required=False,
            allow_null=True,
            help_text=gettext_lazy("How a person told them; then it is delivered."),
        )
        asked = serializers.BooleanField(
            required=False,
            help_text=gettext_lazy(
                "Whether that person asked them if it is solved: their silence counts from then on."
            ),
        )
        reason = Text(
            required=False,
            max_length=2000,
            help_text=gettext_lazy("Why the customer is not told. Only we see it; the desk asks for it."),
        )

        def validate(self, attrs):
            """At the desk nobody resolves without telling and without a word; a program may have none to give."""
            said = any(attrs.get(key) for key in ("text", "delivered", "told_on", "reason"))
            if self.context.get("form") and not said:
                raise serializers.ValidationError({"reason": [_("Tell the customer, or say why they are not told.")]})
            if attrs.get("asked") and not (attrs.get("told_on") or attrs.get("delivered") or attrs.get("text")):
                raise serializers.ValidationError({"told_on": [_("Say how they were told and asked.")]})
            return attrs

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The resolution, with the answer that tells it."""
        if self.given.get("text"):
            return Reply(text=self.given["text"], then="resolve").events(found, actor, at)
        told, asked = bool(self.given.get("delivered") or self.given.get("told_on")), self.given.get("asked", False)
        entries = [Entry(Resolved, {"delivered": told}, actor=actor)]
        if why := self._why(told):
            entries.insert(0, Entry(Noted, actor=actor, message=internal(actor, why, at)))
        if told and asked:
            entries.append(Entry(ConfirmationAsked, actor=actor))
        return entries

    def _why(self, told: bool) -> str:
        """What we keep of how they were told, or why not; only we see it."""
        channel, reason = self.given.get("told_on"), self.given.get("reason", "")
        if told and channel:
            told_how = (
                _("The customer was told and asked whether it is solved: %(channel)s.")
                if self.given.get("asked")
                else _("The customer was told: %(channel)s.")
            )
            return told_how % {"channel": dict(words.CHANNEL)[Channel(channel)]}
        return _("%(state)s: %(reason)s") % {"state": words.UNTOLD, "reason": reason} if reason and not told else ""

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it is done, and whether the customer was told."""
        return f"{result.standing}."


class Reopen(Verb):
    """A person of ours opens it again; not counted as a reopen, which only customers cause."""

    name = permission = "reopen"

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is open."""
        return [Entry(StatusSet, {"to": "open"}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That it is open."""
        return _("It is open again.")


class NotThanks(Verb):
    """What was taken for a mere thank-you, or for a yes in words, asks for more: it counts as a contact from its own time on,
    confirms nothing, and so reopens what was resolved (definitions 2, Reopens). The reason is kept.
    """

    name = permission = "not-thanks"
    example = {"message": 11, "reason": "They ask for a refund."}

    class Input(Explicit):
        """A message that was taken for a mere thank-you or a yes, and what it asks for besides."""

        message = RowId()
        reason = serializers.CharField(
            max_length=2000, error_messages={"blank": gettext_lazy("Say what they still need.")}
        )

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is more. Errors: Invalid for any other message, and without a reason."""
        reason = self.given["reason"]
        if not reason.strip():
            raise Invalid("reason", _("Say what they still need."))
        story = Ticket.objects.of_one_story(found.ticket)
        thanks = Event.objects.filter(ticket__in=story, kind=Thanked.name, message=self.given["message"]).first()
        if thanks is None:
            raise Invalid("message", _("Only a thank-you or a yes of this ticket can be taken for more."))
        return [Entry(TakenForMore, {"of": thanks.name}, actor=actor, message=internal(actor, reason, at))]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What it counts as."""
        return _("It counts as a contact, and waits for an answer.")


class AskWhetherSolved(Verb):
    """The question whether it is solved reached the customer: a chat's visitor looked, or their page was seen (definitions 5,
    *Asked*). Once for each resolution, and no page of ours is outdated by it.
    """

    name = permission = "ask-whether-solved"
    on_desk = in_api = False
    silent = True

    class Input(Explicit):
        """The words of ours that it stands under."""

        message = RowId(required=False, allow_null=True)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That they were asked."""
        resolved = max((line.at for line in found.lines if line.kind == Resolved.name), default=None)
        asked = any(line.kind == ConfirmationAsked.name and line.at >= (resolved or 0) for line in found.lines)
        if resolved is None or asked or found.ticket.status not in SETTLED:
            return []
        message = Message.objects.filter(pk=self.given.get("message") or 0).first()
        return [Entry(ConfirmationAsked, actor=actor, message=message)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Nothing: no person does it."""
        return ""


class SpokenBody(Explicit):
    """The customer's word, as a person of ours heard it."""

    spoken = serializers.BooleanField(default=True)


class Confirm(Verb):
    """The customer said yes: by link or API, or spoken and noted by a person of ours."""

    name = permission = "confirm"
    example = {"spoken": True}
    Input = SpokenBody

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """Their yes; said again, nothing."""
        if found.ticket.status in SETTLED and found.ticket.loop == Loop.CONFIRMED:
            return []
        return [Entry(Confirmed, {"spoken": self.given.get("spoken", False)}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What they said."""
        return _("Noted: the customer says that it is solved.")


class Dispute(Verb):
    """The customer said no. A click starts no next response; words with it are a contact, and somebody must answer."""

    name = permission = "dispute"
    example = {"text": "It still hangs."}

    class Input(SpokenBody):
        """The customer's no, and what is still wrong."""

        text = Text(required=False)

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """Their no, and their words."""
        spoken, text = self.given.get("spoken", False), self.given.get("text", "")
        entries = [Entry(Disputed, {"spoken": spoken}, actor=actor)]
        if text.strip():
            channel = Channel.PHONE if spoken else Channel.WEB
            entries.append(_their_words(text, channel, found.ticket, actor, at))
        return entries

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What they said."""
        return _("Noted: it is not solved, and open again.")


def _their_words(text: str, channel: str, ticket: Ticket, actor: Actor, at: datetime) -> Entry:
    """What the customer wrote with their no, by whose link they did, or what a person of ours noted of it."""
    pk = link_of(actor)
    identity = Identity.objects.select_related("customer").get(pk=pk) if pk else None
    message = Message(
        direction=Direction.IN,
        channel=channel,
        text=text,
        sender=known_as(identity) if identity else {},
        customer=identity.customer if identity else None,
        proven=identity is not None,
        occurred_at=at,
        recorded_at=at,
    )
    data = {"channel": channel, **({"address": pk} if pk else {})}
    writer = actor if identity else customer_actor(ticket.customer_id)
    return Entry(Contacted, data, actor=writer, message=message)


class ScoreBody(Explicit):
    """A score: csat 1-5, nps 0-10, ces 1-7."""

    survey = serializers.ChoiceField(list(SCALES), default="csat")
    score = serializers.IntegerField(min_value=0, max_value=10)
    comment = Text(max_length=5000, required=False, allow_blank=True)

    def validate(self, attrs):
        """Each survey has its own scale."""
        low, high = SCALES[attrs["survey"]]
        if not low <= attrs["score"] <= high:
            raise serializers.ValidationError(
                {"score": [_("Give a score from %(low)s to %(high)s.") % {"low": low, "high": high}]}
            )
        return attrs


class GiveFeedback(Verb):
    """What the customer thought of it: CSAT 1-5, NPS 0-10, CES 1-7. The last one of a ticket and survey counts."""

    name = permission = "feedback"
    on_desk = in_api = False  # only the customer gives it, behind their link
    example = {"survey": "csat", "score": 5}
    Input = ScoreBody

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The score; the same again, nothing."""
        comment = self.given.get("comment", "")
        story, survey = Ticket.objects.of_one_story(found.ticket), self.given.get("survey", "csat")
        last = Feedback.objects.filter(ticket__in=story.values("pk"), survey=survey).order_by("given_at", "id").last()
        if last and (last.score, last.comment) == (self.given["score"], comment):
            return []
        data = {"survey": survey, "score": self.given["score"]}
        return [Entry(FeedbackGiven, data, actor=actor, text=comment)]


class Spam(Verb):
    """Nobody's request: out of every cohort, and off the list."""

    name = permission = "spam"
    button, icon, beside = gettext_lazy("Spam"), "report", gettext_lazy("Nobody’s request: out of every figure")

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """What is resolved counts."""
        return ticket.is_unresolved

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is spam."""
        return [Entry(MarkedAsSpam, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What follows."""
        return _("Marked as spam: it is in no figure.")


class NotSpam(Verb):
    """A customer's request after all: it is back where it was, and what they write next belongs to it again."""

    name, permission = "not-spam", "spam"
    button, icon, beside = gettext_lazy("Not spam"), "undo", gettext_lazy("A customer’s request after all: as it was")

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """What is marked can be found to be none."""
        return ticket.status == Status.SPAM

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is no spam. Errors: Forbidden for what is not marked."""
        return [Entry(FoundToBeNoSpam, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Where it is."""
        return _("It is no spam: %s, as it was.") % result.get_status_display().lower()


class OwnTrial(Verb):
    """Our own trial: out of every cohort."""

    name = permission = "test"
    in_api = False  # it takes a ticket out of every figure: a person looks at it
    button, icon, beside = gettext_lazy("Test"), "science", gettext_lazy("Our own trial: out of every figure")

    @classmethod
    def fits(cls, ticket: Ticket) -> bool:
        """What is resolved counts."""
        return ticket.is_unresolved

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is a trial."""
        return [Entry(MarkedAsTest, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What follows."""
        return _("Marked as a test: it is in no figure.")
