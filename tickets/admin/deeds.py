"""One function for each verb of a ticket's page: it hands what a form said to one action, and says what was done.

A function takes (ticket, what was said, who, when, the version that was seen) and gives the ticket to go on with and the
sentence for the person who did it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from config import presence
from tickets.actions import assignment, belonging, conversation, delivery, links, promises, resolution
from tickets.actions.conversation import PromiseGiven
from tickets.actions.inbound import InboundFile
from tickets.actions.ledger import Invalid
from tickets.admin import deed_forms as forms
from tickets.models import Message, Ticket, User
from tickets.rules.lifecycle import Channel

Said = dict[str, Any]
Done = tuple[Ticket, str]


@dataclass(frozen=True)
class Asked:
    """Who asks for a verb, when, and which version of the ticket they saw (None: it does not matter)."""

    by: User
    at: datetime
    version: int | None

    @property
    def words(self) -> dict[str, Any]:
        """As actions take it."""
        return {"by": self.by, "at": self.at, "expected_version": self.version}


def reply(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Answer the customer."""
    promise = PromiseGiven(said["promise_text"], said["promise_due"]) if said["promise_text"] else None
    files = [InboundFile(f.name, f.content_type or "", f) for f in said["attached"]]
    done = conversation.reply(
        ticket,
        text=said["text"],
        channel=said["channel"] or None,
        recipient=said["recipient"] or None,
        attachments=files,
        then=said["then"] or None,
        promise=promise,
        keeps=said["keeps"],
        **asked.words,
    )
    if said["channel"] == Channel.CHAT and (chat := conversation.last_chat(done)):
        presence.stopped(chat.pk, "desk")
    if said["then"] == "resolve":
        return done, _("Sent and resolved. The customer is asked whether it is.")
    return done, _("Sent, and the promise is noted.") if promise else _("Sent.")


def note(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Write down what only we see."""
    return conversation.note(ticket, text=said["text"], **asked.words), _("Noted. Only we see it.")


def take(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Make it mine."""
    return assignment.assign(ticket, to=asked.by, **asked.words), _("#%d is yours.") % ticket.pk


def assign(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Hand it over."""
    given = {"to": said["owner"], "team": said["team"]}
    kept = {key: value for key, value in given.items() if value != ""}
    return assignment.assign(ticket, **kept, **asked.words), _("#%d is handed over.") % ticket.pk


def status(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Open, pending or on hold."""
    done = assignment.set_status(ticket, to=said["to"], **asked.words)
    return done, _("It is %s now.") % done.get_status_display().lower()


def priority(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """How much it presses."""
    done = assignment.set_priority(ticket, to=said["to"], **asked.words)
    return done, _("Its priority is %s now.") % done.get_priority_display().lower()


def snooze(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Out of sight for a while."""
    return assignment.snooze(ticket, until=said["until"], **asked.words), _("Out of sight. No clock stops for it.")


def resolve(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Done."""
    done = resolution.resolve(ticket, text=said["text"], delivered=said["delivered"], **asked.words)
    return done, _("Resolved.")


def reopen(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Not done after all."""
    return resolution.reopen(ticket, **asked.words), _("It is open again.")


def not_thanks(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """More than a thank-you."""
    done = resolution.not_thanks(ticket, message=said["message"], reason=said["reason"], **asked.words)
    return done, _("It counts as a contact, and waits for an answer.")


def confirm(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """The customer said that it is solved."""
    return resolution.confirm(ticket, spoken=True, **asked.words), _("Noted: the customer says that it is solved.")


def dispute(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """The customer said that it is not solved."""
    done = resolution.dispute(ticket, spoken=True, text=said["text"], **asked.words)
    return done, _("Noted: it is not solved, and open again.")


def spam(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Nobody's request."""
    return resolution.spam(ticket, **asked.words), _("Marked as spam: it is in no figure.")


def test(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Our own trial."""
    return resolution.mark_test(ticket, **asked.words), _("Marked as a trial of our own: it is in no figure.")


def merge(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """This one goes into another."""
    into = said["number"]
    return belonging.merge(ticket, into=into, **asked.words), _("#%(this)d is merged into #%(into)d.") % {
        "this": ticket.pk,
        "into": into.pk,
    }


def unmerge(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Undo a merge."""
    return belonging.unmerge(ticket, **asked.words), _("#%d is a ticket of its own again.") % ticket.pk


def split(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """A message goes on in a ticket of its own."""
    new = belonging.split(ticket, messages=[said["messages"]], **asked.words)
    return new, _("Split off #%(old)d: this is #%(new)d.") % {"old": ticket.pk, "new": new.pk}


def link(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Two tickets that belong together."""
    other = said["number"]
    done = belonging.link(ticket, to=other, relation=said["relation"] or "related", **asked.words)
    return done, _("Linked with #%d.") % other.pk


def ask(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Somebody asked the customer for facts."""
    done = conversation.ask(ticket, facts=said["facts"], verify=said["verify"], **asked.words)
    return done, _("Noted what was asked.")


def facts(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """The customer told us something."""
    done = conversation.learn(ticket, facts=said["fact"], from_message=said["from_message"], **asked.words)
    return done, _("Noted. Nobody has to ask for it again.")


def promise(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """We promised something outside of a message."""
    done = promises.promise(ticket, text=said["promise_text"], due_at=said["promise_due"], **asked.words)
    return done, _("The promise is noted.")


def keep_promise(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Our last answer delivered it."""
    return promises.keep(ticket, promise=said["promise"], **asked.words), _("Delivered by our last answer.")


def waive_promise(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """The customer does not need it any more."""
    return promises.waive(ticket, promise=said["promise"], **asked.words), _("The customer needs it no more.")


def supersede_promise(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Another takes its place, before it is due."""
    done = promises.supersede(
        ticket, promise=said["promise"], text=said["promise_text"] or None, due_at=said["promise_due"], **asked.words
    )
    return done, _("The promise is replaced. Tell the customer.")


def revoke_links(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Whoever holds a link of the customer's sees nothing by it any more."""
    done = links.revoke(ticket, **asked.words)
    return done, _("Every link of the customer has ended. The next mail to them brings a new one.")


def retry(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Send again what did not arrive."""
    message = Message.objects.of(ticket).filter(pk=said["message"]).first()
    if message is None:
        raise Invalid("message", _("There is no such message on this ticket."))
    delivery.retry(message, asked.at, by=asked.by, recipient=said["recipient"])
    return ticket, _("It is sent again.")


def open_history(ticket: Ticket, said: Said, asked: Asked) -> Done:
    """Somebody who may answer has the history before them."""
    return conversation.open_history(ticket, by=asked.by, at=asked.at), ""


@dataclass(frozen=True)
class Deed:
    """A verb: which line of the permission table it needs, what its form takes, and what it does."""

    permission: str
    form: type[forms.DeedForm]
    do: Callable[[Ticket, Said, Asked], Done]


DEEDS = {
    "reply": Deed("reply", forms.ReplyForm, reply),
    "note": Deed("note", forms.TextForm, note),
    "take": Deed("assign", forms.DeedForm, take),
    "assign": Deed("assign", forms.AssignForm, assign),
    "status": Deed("status", forms.StatusForm, status),
    "priority": Deed("priority", forms.PriorityForm, priority),
    "snooze": Deed("snooze", forms.UntilForm, snooze),
    "resolve": Deed("resolve", forms.ResolveForm, resolve),
    "reopen": Deed("reopen", forms.DeedForm, reopen),
    "not-thanks": Deed("not-thanks", forms.NotThanksForm, not_thanks),
    "confirm": Deed("confirm", forms.DeedForm, confirm),
    "dispute": Deed("dispute", forms.DisputeForm, dispute),
    "spam": Deed("spam", forms.DeedForm, spam),
    "test": Deed("test", forms.DeedForm, test),
    "merge": Deed("merge", forms.OtherTicketForm, merge),
    "unmerge": Deed("unmerge", forms.DeedForm, unmerge),
    "split": Deed("split", forms.SplitForm, split),
    "link": Deed("link", forms.OtherTicketForm, link),
    "ask": Deed("ask", forms.AskForm, ask),
    "facts": Deed("facts", forms.FactForm, facts),
    "promise": Deed("promise", forms.PromiseForm, promise),
    "keep-promise": Deed("keep-promise", forms.OnePromiseForm, keep_promise),
    "waive-promise": Deed("waive-promise", forms.OnePromiseForm, waive_promise),
    "supersede-promise": Deed("supersede-promise", forms.SupersedeForm, supersede_promise),
    "revoke-links": Deed("revoke-links", forms.DeedForm, revoke_links),
    "retry": Deed("mend", forms.SendAgainForm, retry),
    "open-history": Deed("note", forms.DeedForm, open_history),
}
