"""A disk that is full: nothing is lost, and it may be tried again later. Whatever was to be written was not accepted."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tickets.rules.files import is_full


class FullDisk:
    """503 for a page that could not keep what it was sent; the API says the same in its own form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Nothing but what is below."""
        return self.get_response(request)

    def process_exception(self, request, error):
        """The answer, if that was it."""
        if not is_full(error):
            return None
        said = _("There is no room for this now. Nothing was stored; try again in a few minutes.")
        return HttpResponse(said, "text/plain; charset=utf-8", 503, headers={"Retry-After": "60"})
