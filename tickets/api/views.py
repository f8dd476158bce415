"""What views of the API share: who may come in, and what is said where there is nothing."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from tickets.api.authentication import HasScope


class AgentView(APIView):
    """A view for people of ours and for keys with the scope `tickets`."""

    permission_classes = [HasScope]
    scope = "tickets"


def caller_key(view, request, **address):
    """Whose the repeats of an agent's request are: the key's, or the person's who is signed in."""
    prefix = getattr(request.auth, "prefix", None)
    return f"agent-key-{prefix}" if prefix else f"agent-{request.user.pk}", timezone.now()


@extend_schema(exclude=True)
class NothingHere(APIView):
    """Any address of the API that does not exist: a problem in JSON, not a page."""

    authentication_classes = []
    permission_classes = []

    def dispatch(self, request, *args, **kwargs):
        """Whatever the method, there is nothing."""
        self.headers = self.default_response_headers
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        response = self.handle_exception(Http404())
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response
