"""How the desk looks: Unfold's own settings. The sidebar and the pages are those of tickets.admin."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

# Tailwind's blue scale, in the notation that Unfold's variables use.
BLUE = {
    "50": "oklch(97% .014 254.604)",
    "100": "oklch(93.2% .032 255.585)",
    "200": "oklch(88.2% .059 254.128)",
    "300": "oklch(80.9% .105 251.813)",
    "400": "oklch(70.7% .165 254.624)",
    "500": "oklch(62.3% .214 259.815)",
    "600": "oklch(54.6% .245 262.881)",
    "700": "oklch(48.8% .243 264.376)",
    "800": "oklch(42.4% .199 265.638)",
    "900": "oklch(37.9% .146 265.522)",
    "950": "oklch(28.2% .091 267.935)",
}


def asset(name):
    """A file of the desk's, looked up when a page asks: its name carries its content's hash."""
    return lambda request: static(f"desk/{name}")


def favicon(request):
    """The sign of a tab, which the customer's page has too."""
    return static("favicon.svg")


def asking(script, page):
    """A script of every page, with the address that it asks or leads to; without one where nobody is signed in."""

    def address(request):
        signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
        return static(f"desk/{script}") + (f"#{reverse(page)}" if signed_in else "")

    return address


def account_links(request):
    """What a person sets for themselves, in the menu of their name."""
    if not request.user.is_authenticated:
        return []
    links = [{"title": _("My desk"), "link": reverse("admin:ticket_my_desk")}]
    if request.user.has_usable_password():
        links.append({"title": _("Change password"), "link": reverse("admin:password_change")})
    return links


UNFOLD = {
    "SITE_TITLE": "Followthrough",
    "SITE_HEADER": "Followthrough",
    "SITE_SYMBOL": "task_alt",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {"primary": BLUE},
    "STYLES": [asset("tokens.css"), asset("parts.css"), asset("frame.css"), asset("calls.css"), asset("palette.css")],
    "ACCOUNT": {"navigation": account_links},
    "SCRIPTS": [
        asking("calls.js", "admin:ticket_ringing"),
        asking("keys.js", "admin:tickets_ticket_changelist"),
        asking("notices.js", "admin:ticket_alerts"),
        asset("palette.js"),
    ],
    "SIDEBAR": {"show_search": False, "navigation": "tickets.admin.shared.navigation.groups"},
    "DASHBOARD_CALLBACK": "tickets.admin.home.page.start_page",
}
