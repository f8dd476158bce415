"""One URL per verb: the table of what agents may do with a ticket, and the view that does it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response

from tickets.actions import assignment, conversation, links, promises, resolution
from tickets.actions.ledger import permit
from tickets.api import bodies
from tickets.api.conditional import expected_version, tag
from tickets.api.shapes import TicketShape, whole
from tickets.api.tickets import find
from tickets.api.views import AgentView, problems
from tickets.models import Ticket


@dataclass(frozen=True)
class Verb:
    """A body, the action that takes it, and an example of the body."""

    body: type[bodies.Explicit]
    act: Callable[..., Ticket]
    example: dict[str, Any] = field(default_factory=dict)


LATER = "2030-03-11T09:00:00Z"
GIVEN = {"text": "A fix by Tuesday", "due_at": LATER}

VERBS = {
    "reply": Verb(
        bodies.ReplyBody,
        conversation.reply,
        {"channel": "email", "text": "We are on it.", "then": None, "promise": GIVEN},
    ),
    "note": Verb(bodies.NoteBody, conversation.note, {"text": "Seen this twice this week."}),
    "facts": Verb(bodies.FactsBody, conversation.learn, {"facts": {"device": "Pixel 7"}}),
    "ask": Verb(bodies.AskBody, conversation.ask, {"facts": ["device"], "verify": False}),
    "assign": Verb(bodies.AssignBody, assignment.assign, {"to": None}),
    "status": Verb(bodies.StatusBody, assignment.set_status, {"to": "on_hold"}),
    "priority": Verb(bodies.PriorityBody, assignment.set_priority, {"to": "high"}),
    "snooze": Verb(bodies.SnoozeBody, assignment.snooze, {"until": LATER}),
    "promise": Verb(bodies.PromiseBody, promises.promise, GIVEN),
    "keep-promise": Verb(bodies.SettledPromise, promises.keep, {"promise": 7}),
    "waive-promise": Verb(bodies.SettledPromise, promises.waive, {"promise": 7}),
    "supersede-promise": Verb(bodies.SupersedeBody, promises.supersede, {"promise": 7, "due_at": LATER}),
    "resolve": Verb(bodies.ResolveBody, resolution.resolve, {"text": "It is fixed in 4.2.1."}),
    "reopen": Verb(bodies.NoBody, resolution.reopen),
    "not-thanks": Verb(
        bodies.NotThanksBody, resolution.not_thanks, {"message": 11, "reason": "They ask for a refund."}
    ),
    "confirm": Verb(bodies.SpokenBody, resolution.confirm, {"spoken": True}),
    "dispute": Verb(bodies.DisputeBody, resolution.dispute, {"text": "It still hangs."}),
    "merge": Verb(bodies.MergeBody, resolution.merge, {"into": 1042}),
    "unmerge": Verb(bodies.NoBody, resolution.unmerge),
    "split": Verb(bodies.SplitBody, resolution.split, {"messages": [11, 12]}),
    "link": Verb(bodies.LinkBody, resolution.link, {"to": 1042, "relation": "related"}),
    "spam": Verb(bodies.NoBody, resolution.spam),
    "revoke-links": Verb(bodies.NoBody, links.revoke),
}


class VerbView(AgentView):
    """Does one verb and answers with the ticket as GET would, and its ETag (split: with the new ticket)."""

    name: str
    verb: Verb

    def post(self, request, number):
        """Check the body, make the one call."""
        at = timezone.now()
        ticket = find(request, number)
        permit(
            request.user, self.name
        )  # before the body is looked at: who may not, need not know what is wrong with it
        body = self.verb.body(data=request.data, context={"by": request.user, "at": at})
        body.is_valid(raise_exception=True)
        version = expected_version(request)
        done = self.verb.act(ticket, by=request.user, at=at, expected_version=version, **body.validated_data)
        shown = whole(done.pk)
        return Response(TicketShape(shown).data, headers={"ETag": tag(shown.version)})


IF_MATCH = (
    "\n\nIf-Match: the ETag that you read; if the ticket has changed since, the answer is 412 and nothing is done."
)


def _view(name, verb):
    """The view of one verb, with its own place in the schema."""
    described = extend_schema(
        operation_id=f"ticket_{name.replace('-', '_')}",
        summary=(verb.body.__doc__ or "").partition(".")[0],
        description=f"{verb.body.__doc__}{IF_MATCH}",
        tags=["tickets"],
        request=verb.body,
        responses={200: TicketShape, **problems(400, 401, 403, 404, 409, 412, 413, 415, 429)},
        examples=[OpenApiExample("A body", verb.example, request_only=True)],
    )
    post = described(lambda self, request, number: VerbView.post(self, request, number))
    return type(f"{name.title().replace('-', '')}View", (VerbView,), {"name": name, "verb": verb, "post": post})


urlpatterns = [
    path(f"tickets/<int:number>/{name}", _view(name, verb).as_view(), name=f"ticket-{name}")
    for name, verb in VERBS.items()
]
