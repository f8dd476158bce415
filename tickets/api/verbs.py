"""One URL for each verb that programs may do with a ticket: the view that does it, and its place in the schema."""

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response

from config.broker import nudge
from tickets.actions.record import permit
from tickets.actions.verbs import VERBS, Verb, perform
from tickets.api.conditional import expected_version, tag
from tickets.api.shapes import TicketShape, in_list, whole
from tickets.api.views import AgentView, caller_key
from tickets.models import Ticket
from tickets.rest.repeats import IDEMPOTENCY_KEY, repeatable
from tickets.rest.schema import ETAG, IF_MATCH, problems

IN_API = {name: verb for name, verb in VERBS.items() if verb.in_api}


class VerbView(AgentView):
    """Does one verb and answers with the ticket as GET would, and its ETag (split: with the new ticket)."""

    verb: type[Verb]

    @repeatable(caller_key)
    def post(self, request, number):
        """Check the body, make the one call."""
        at = timezone.now()
        if not Ticket.objects.visible_to(request.user).filter(pk=number).exists():
            raise Http404
        # Before the body is looked at: who may not, need not know what is wrong with it.
        permit(request.user, self.verb.permission)
        step = self.verb.read(request.data, actor=request.user, at=at)
        version = expected_version(request)
        done = perform(number, [step], actor=request.user, at=at, expected_version=version)
        if self.verb.sends:
            nudge("tickets.tasks.deliver")
        shown = whole(in_list(Ticket.objects).get(pk=done.pk))
        return Response(TicketShape(shown).data, headers={"ETag": tag(shown.version)})


def _view(name, verb):
    """The view of one verb, with its own place in the schema."""
    about = verb.Input.__doc__ or ""
    described = extend_schema(
        operation_id=f"ticket_{name.replace('-', '_')}",
        summary=about.partition(".")[0],
        description=about,
        parameters=[IF_MATCH, IDEMPOTENCY_KEY, ETAG],
        tags=["tickets"],
        request=verb.Input,
        responses={200: TicketShape, **problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 429)},
        examples=[OpenApiExample("A body", dict(verb.example), request_only=True)],
    )
    post = described(lambda self, request, number: VerbView.post(self, request, number=number))
    return type(f"{name.title().replace('-', '')}View", (VerbView,), {"verb": verb, "post": post})


urlpatterns = [
    path(f"tickets/<int:number>/{name}", _view(name, verb).as_view(), name=f"ticket-{name}")
    for name, verb in IN_API.items()
]
