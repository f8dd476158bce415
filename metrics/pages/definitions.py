"""The page that lists every definition, with its version and what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from metrics.definitions.listing import defined
from metrics.definitions.versions import COUNTING, RULES
from metrics.digests.holding import SECTIONS_VERSION
from metrics.pages.frame import for_the_desk, shown
from tickets.rules.version import RULES_VERSION


@for_the_desk
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure means, by which rules it is computed, and what every version of them changed."""
    context = {
        "title": _("Definitions"),
        "families": defined(),
        "rules": RULES_VERSION,
        "counting": SECTIONS_VERSION,
        "versions": [(_("Rules"), RULES), (_("Counting"), COUNTING)],
    }
    return shown(request, "metrics/definitions.html", context)
