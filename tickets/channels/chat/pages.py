"""What a site embeds: a script that makes a button and a frame, the page in the frame, and a shop to try it on."""

import json
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from config.throttling import count, counted_address
from tickets.channels.accounts import account_of
from tickets.channels.chat import hours
from tickets.models.widget import widget_of
from tickets.rules.lifecycle import Channel

LANGUAGES = {"en": "en-GB", "de": "de-DE"}  # a site hands in any other by a file of its own, like these
WORDS = {name: json.loads((Path(__file__).parent / "words" / f"{name}.json").read_text()) for name in LANGUAGES}
A_MINUTE, FRAMES_A_MINUTE = 60, 600
LOADER_LASTS = 300  # seconds until a site notices a change of colour


@require_safe
def loader(request, widget):
    """The script: `<script src="https://desk/widget/SLUG.js" async></script>`."""
    found = _widget(widget)
    context = {"slug": widget, "colour": found.colour}
    response = render(request, "widget/loader.js", context, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, public=True, max_age=LOADER_LASTS)
    return response


@require_safe
@xframe_options_exempt
def frame(request, widget):
    """The page in the frame. Only the widget's sites and our own pages may show it: the policy says so, in place of the
    older header, which knows no list."""
    found = _widget(widget)
    if count("widget-frame", counted_address(request), A_MINUTE) > FRAMES_A_MINUTE:
        return HttpResponse(status=429)
    at = timezone.now()
    wanted = request.GET.get("lang", "")[:2].lower()
    language = wanted if wanted in LANGUAGES else "en"
    settings = {
        "api": reverse("channel-chat", args=[widget]),
        "slug": widget,
        "words": WORDS[language],
        "title": found.title,
        "hours": hours.opening(at),
        "answers": hours.answers(),
    }
    response = render(request, "widget/frame.html", {"settings": settings, "language": LANGUAGES[language]})
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = _policy(found)
    return response


@require_safe
def demo(request):
    """A shop's basket with the real widget on it: of the demo desk, or of the one named by `?widget=`."""
    slug = request.GET.get("widget", "demo")
    _widget(slug)
    return render(request, "widget/demo.html", {"loader": reverse("widget-loader", args=[slug])})


def _widget(slug):
    """An active widget. Error: Http404."""
    if not slug.isascii() or not slug.replace("-", "").replace("_", "").isalnum():
        raise Http404
    return widget_of(account_of(Channel.CHAT, slug))


def _policy(widget):
    """Our own scripts and styles, pictures that the page made of fetched files, and no other frame around it."""
    frames = " ".join(["'self'", *widget.origins])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
    )
