"""The palette's one address: what its sources find for what was typed, in groups."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby, islice

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.palette import sources

MOST_OF_A_GROUP = 6
LONGEST = 200  # characters of what is typed


@require_GET
def palette(request: HttpRequest) -> JsonResponse:
    """`?q`: groups of entries, each with its title, address, icon and detail; `note`: what to say if there are none."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    entries = [entry for source in sources() for entry in source(request, typed)]
    groups = [
        {"title": title, "entries": [asdict(entry) for entry in islice(some, MOST_OF_A_GROUP)]}
        for title, some in groupby(entries, key=lambda entry: entry.group)
    ]
    nothing = _("Nothing found for “%(typed)s”. Try a part of a name, a word, a number or a reference.") % {
        "typed": typed
    }
    answer = JsonResponse({"groups": groups, "note": "" if groups else nothing})
    answer["Cache-Control"] = "private, no-store"
    return answer
