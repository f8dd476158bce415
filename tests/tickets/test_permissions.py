"""Every address of the product and every role: who comes in, who is asked to sign in, who is refused, who sees nothing.

The addresses are read from the resolver. One that is not in the table fails, and so does one that is no more.
"""

import re
from datetime import time
from hashlib import sha256
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from metrics.models import Board, PreparedFile, ReportMail, ReportMailRecipient, SavedView
from tests import make
from tests.make import contact, person
from tickets.actions.setup import accounts
from tickets.models import (
    AgentFigures,
    ApiKey,
    CalendarVersion,
    ChannelAccount,
    ChannelSession,
    CustomField,
    Macro,
    Mailbox,
    Message,
    Organisation,
    ParkedLine,
    PolicyVersion,
    RawInbound,
    Relay,
    ServiceTarget,
    TakingByAnswer,
    Team,
    Widget,
)
from tickets.rules.access import COMMAND

KEY = uuid4()
# In this order in every row. The stranger is an agent of another team: what they must not see is there.
ROLES = ("anonymous", "stranger", "agent", "team_lead", "manager", "administrator", "read_only")

# s: asked to sign in or to show a key, d: denied, m: missing, i: in (what follows is the page's own business)
PUBLIC, BY_SECRET, BY_LINK = "iiiiiii", "sssssss", "mmmmmmm"
SIGNED_IN, NOBODY, MISSING = "siiiiii", "sdddddd", "smmmmmm"
SEES, WORKS, LEADS = "smiiiii", "smiiiid", "smdiiid"
FIGURES = "smmiiii"  # the agent is in the ticket's team, and does not own it
OPENS, MENDS, SETS_UP = "siiiiid", "siiiiid", "sddddid"

VERBS = (
    "reply note facts ask assign status priority snooze rename tag fields promise keep-promise waive-promise supersede-promise resolve "
    "reopen not-thanks confirm dispute merge unmerge split link unlink spam not-spam revoke-links passed-on"
)

SET_UP = "calendarversion policyversion servicetarget apikey channelaccount line mailbox widget user team factname customfield"


def desk_pages():
    """The pages of the desk: a model's list, form, and one row's pages."""
    for model in SET_UP.split():
        yield from model_pages(f"tickets/{model}", SETS_UP, add=NOBODY if model == "line" else SETS_UP)
    for model in ("tickets/parkedline", "axes/accessattempt", "axes/accesslog"):
        yield from model_pages(model, SETS_UP)
    yield from model_pages("tickets/rawinbound", MENDS)
    yield from model_pages("tickets/agentfigures", "sdddiid", add="sdddiid")
    yield from model_pages("tickets/macro", MENDS, add=MENDS)
    yield "POST admin/tickets/macro/preview/", MENDS
    yield "POST admin/tickets/macro/<int:pk>/used/", "siiiiim"  # everybody's: who answers nobody finds none
    yield from model_pages("tickets/takingbyanswer", SETS_UP, add=SETS_UP)
    yield from model_pages("tickets/relay", "sddiiid", add="sddiiid")
    yield from model_pages("tickets/organisation", SIGNED_IN, add=OPENS)
    for model in ("customer", "message", "ticket"):
        yield from model_pages(f"tickets/{model}", SIGNED_IN, row=SEES, add=OPENS if model == "ticket" else NOBODY)
    yield from pages_of_tickets()
    yield from pages_beside_tickets()
    yield from changes_of_customers()


def pages_of_tickets():
    """The list's addresses and a ticket's."""
    for verb in [*VERBS.split(), "take", "retry", "open-history"]:
        yield f"POST admin/tickets/ticket/<int:pk>/do/{verb}/", WORKS
    yield "POST admin/tickets/ticket/<int:pk>/do/wake/", WORKS
    yield "POST admin/tickets/ticket/next/", OPENS
    yield "GET admin/tickets/ticket/new/", OPENS
    yield "POST admin/tickets/ticket/bulk/", SIGNED_IN
    yield "GET admin/tickets/ticket/bulk/<uuid:key>/", MISSING
    yield "POST admin/tickets/ticket/<int:pk>/do/test/", LEADS
    yield "POST admin/tickets/ticket/read-draft/", MENDS
    yield "GET admin/tickets/ticket/promise-times/", MENDS
    yield "GET admin/tickets/ticket/fact-names/", MENDS
    yield "POST admin/tickets/ticket/<int:pk>/promise-offer/", WORKS
    yield "GET admin/tickets/ticket/<int:pk>/assignees/", "smiiiim"
    yield "GET admin/tickets/ticket/<int:pk>/macros/", "smiiiim"
    yield "GET admin/tickets/ticket/<int:pk>/join/", "smiiiim"
    yield "GET admin/tickets/ticket/<int:pk>/split/", "smiiiim"
    yield "GET admin/tickets/ticket/<int:pk>/forward/", "smiiiim"
    yield "GET admin/tickets/ticket/ringing/", SIGNED_IN
    for part in ("filters", "changed", "rows", "keys", "alerts", "my-desk", "out-of-office", "told"):
        yield f"GET admin/tickets/ticket/{part}/", SIGNED_IN
    yield "POST admin/tickets/ticket/views/save/", SIGNED_IN
    for verb in ("change", "delete"):  # whoever asks has none of their own
        yield f"POST admin/tickets/ticket/views/<int:pk>/{verb}/", MISSING
    for way in ("next", "previous"):  # to a ticket that one may see, or the list
        yield f"GET admin/tickets/ticket/<int:pk>/{way}/", SIGNED_IN
    yield "POST admin/tickets/ticket/<int:pk>/draft/", WORKS
    yield "GET admin/tickets/ticket/<int:pk>/signature/", "smiiiim"
    yield "POST admin/tickets/ticket/<int:pk>/preview/", "smiiiim"
    for what in ("undo", "go"):
        yield f"POST admin/tickets/ticket/<int:pk>/held/{what}/", WORKS
    yield "GET admin/tickets/ticket/palette/", SIGNED_IN
    yield "POST admin/tickets/ticket/first-steps/<slug:step>/", SETS_UP
    yield "POST admin/tickets/ticket/ringing/<int:pk>/take/", WORKS
    yield "GET admin/tickets/ticket/<int:pk>/live/", SEES
    yield "POST admin/tickets/ticket/<int:pk>/mentions-seen/", SEES
    yield "POST admin/tickets/ticket/<int:pk>/followers/", SEES
    yield "GET admin/tickets/ticket/<int:pk>/people/", "smiiiim"
    yield "GET admin/tickets/ticket/<int:pk>/attachment/<int:attachment_pk>/", MISSING


def changes_of_customers():
    """What is done to a customer's file."""
    verbs = (
        "rename organisation attributes add-identity verify-identity share-identity unshare-identity remove-identity"
    )
    for verb in [*verbs.split(), "not-the-same"]:
        yield f"POST admin/tickets/customer/<int:pk>/do/{verb}/", WORKS


def pages_beside_tickets():
    """Those of customers, messages and what arrived."""
    yield "GET admin/tickets/customer/duplicates/", SIGNED_IN
    yield "GET admin/tickets/customer/<int:pk>/attributes/", SEES
    yield "GET admin/tickets/customer/<int:pk>/merge/", WORKS
    yield "GET admin/tickets/customer/<int:pk>/unmerge/", MISSING  # nobody was merged
    yield "POST admin/tickets/message/<int:pk>/retry/", SEES  # who may not is told so on the page they come back to
    yield "POST admin/tickets/rawinbound/<int:pk>/retry/", "siiiiim"
    yield "GET admin/tickets/rawinbound/<int:pk>/source/", "siiiiim"


def model_pages(model, seen, row=None, add=NOBODY):
    """A model's stock pages. Nothing is ever deleted on the desk."""
    yield f"GET admin/{model}/", seen
    yield f"GET admin/{model}/add/", add
    yield f"GET admin/{model}/<path:object_id>/change/", row or seen
    yield f"GET admin/{model}/<path:object_id>/history/", row or seen
    yield f"GET admin/{model}/<path:object_id>/delete/", NOBODY
    yield f"GET admin/{model}/<path:object_id>/", SIGNED_IN  # leads to the row's page and knows nothing itself


TABLE = {
    **dict(desk_pages()),
    "GET ": PUBLIC,
    "GET admin/": SIGNED_IN,
    "GET admin/search/": SIGNED_IN,
    "GET admin/login/": PUBLIC,
    "POST admin/logout/": PUBLIC,
    "GET admin/password_change/": SIGNED_IN,
    "GET admin/password/forgotten/": PUBLIC,
    "GET admin/password/asked/": PUBLIC,
    "GET admin/password/new/<str:uidb64>/<str:token>/": PUBLIC,  # what opens nothing says so
    "GET admin/password/changed/": PUBLIC,
    "GET admin/password_change/done/": SIGNED_IN,
    "GET admin/autocomplete/": NOBODY,  # nothing is offered without naming a field
    "GET admin/jsi18n/": SIGNED_IN,
    "GET admin/r/<path:content_type_id>/<path:object_id>/": MISSING,
    "GET admin/^(?P<app_label>tickets|axes)/$": SIGNED_IN,
    "GET admin/(?P<url>.*)$": MISSING,
    "POST api/v1/channels/email/<slug:mailbox>": BY_SECRET,
    **{f"POST api/v1/channels/mailbox-trials/{what}": "dddddid" for what in ("receiving", "sending", "domain")},
    "POST api/v1/channels/chat/<slug:widget>/sessions": PUBLIC,
    "GET api/v1/channels/chat/<slug:widget>/sessions/<str:session>/messages": BY_LINK,
    "POST api/v1/channels/chat/<slug:widget>/sessions/<str:session>/reach": BY_LINK,
    "POST api/v1/channels/chat/<slug:widget>/sessions/<str:session>/confirm": BY_LINK,
    "POST api/v1/channels/chat/<slug:widget>/sessions/<str:session>/dispute": BY_LINK,
    "POST api/v1/channels/chat/<slug:widget>/sessions/<str:session>/end": BY_LINK,
    "GET api/v1/channels/chat/<slug:widget>/sessions/<str:session>/files/<int:pk>": BY_LINK,
    **{
        f"POST api/v1/channels/phone/json/{event}": BY_SECRET
        for event in ("offered", "answered", "ended", "missed", "voicemail")
    },
    **{
        f"POST api/v1/channels/phone/twilio/{event}": BY_SECRET
        for event in ("voice", "status", "dial", "recording", "transcription")
    },
    "GET api/v1/metrics/<slug:report>": SIGNED_IN,
    "GET api/v1/metrics/tickets/<int:number>": SEES,
    "GET api/v1/metrics/tickets/<int:number>/explain": SEES,
    "GET api/v1/metrics/customers/<int:number>": FIGURES,
    "POST api/v1/intake": PUBLIC,
    "GET api/v1/requests/<str:reference>": BY_SECRET,
    **{f"POST api/v1/requests/<str:reference>/{verb}": BY_SECRET for verb in ("messages", "confirm", "dispute")},
    **{f"POST api/v1/requests/<str:reference>/{verb}": BY_SECRET for verb in ("feedback", "not-me")},
    "GET api/v1/tickets": SIGNED_IN,
    "POST api/v1/tickets": OPENS,
    "GET api/v1/tickets/<int:number>": SEES,
    "GET api/v1/tickets/<int:number>/history": SEES,
    **{f"POST api/v1/tickets/<int:number>/{verb}": WORKS for verb in VERBS.split()},
    "POST api/v1/tickets/<int:number>/forward": WORKS,
    "GET api/v1/tickets/<int:number>/macros": WORKS,
    "GET api/v1/macros": "siiiiid",
    "GET api/v1/tickets/<int:number>/attachments/<int:pk>": MISSING,
    "GET api/v1/requests/<str:reference>/attachments/<int:pk>": BY_SECRET,
    "GET api/v1/customers/<int:pk>": SEES,
    "GET api/v1/customers/<int:pk>/history": SEES,
    "POST api/v1/customers/<int:pk>/rename": WORKS,
    "POST api/v1/customers/<int:pk>/organisation": WORKS,
    "POST api/v1/customers/<int:pk>/attributes": WORKS,
    "GET api/v1/organisations": SIGNED_IN,
    "POST api/v1/organisations": OPENS,
    "GET api/v1/organisations/<int:pk>": SIGNED_IN,
    "POST api/v1/organisations/<int:pk>/change": OPENS,
    "POST api/v1/customers/<int:pk>/merge": WORKS,
    "POST api/v1/customers/<int:pk>/unmerge": WORKS,
    "GET api/v1/": "mmmmmmm",
    "GET api/schema/": PUBLIC,
    "GET api/docs/": PUBLIC,
    "GET r/<str:reference>": BY_LINK,
    **{f"POST r/<str:reference>/{verb}": BY_LINK for verb in ("messages", "confirm", "dispute", "feedback", "facts")},
    "POST r/<str:reference>/not-me": BY_LINK,
    "GET r/<str:reference>/files/<int:pk>": BY_LINK,
    "POST r/<str:reference>/link": PUBLIC,
    "GET mail/<int:pk>/whole/": SEES,
    "GET mail/<int:pk>/as-sent/": SEES,
    "GET widget/demo": BY_LINK,  # this desk has no widget of that name
    "GET widget/<slug:widget>.js": PUBLIC,
    "GET widget/<slug:widget>/frame": PUBLIC,
    # Each their own share: tests/metrics/test_audience.py.
    "GET reports/": SIGNED_IN,
    "GET reports/all/": SIGNED_IN,
    "GET reports/tickets/": SIGNED_IN,
    "GET reports/tickets/<slug:kind>": SIGNED_IN,
    "GET reports/explain/<int:number>/": SEES,
    "GET reports/customers/<int:number>/": FIGURES,
    "GET reports/customers/<int:number>/<slug:kind>": FIGURES,
    "GET reports/definitions/": SIGNED_IN,
    "GET reports/data-quality/": SIGNED_IN,
    "GET reports/data-quality/<slug:kind>": SIGNED_IN,
    "GET reports/data-quality/tickets/": MISSING,  # of no check
    "GET reports/data-quality/tickets/<slug:kind>": MISSING,
    # Their own alone: the manager's.
    "GET reports/views/": SIGNED_IN,
    "POST reports/views/save": SIGNED_IN,
    "POST reports/views/<int:pk>/change": "smmmimm",
    "POST reports/views/<int:pk>/delete": "smmmimm",
    "GET reports/files/": SIGNED_IN,
    "POST reports/files/order/<slug:kind>": SIGNED_IN,
    "GET reports/files/<uuid:key>": MISSING,  # it is not made yet
    "POST reports/files/<uuid:key>/delete": "smmmimm",
    "GET reports/mails/": SIGNED_IN,
    "GET reports/mails/new/": SIGNED_IN,
    "POST reports/mails/<int:pk>/<slug:verb>/": "smmmimm",
    "POST reports/mails/<int:pk>/own/<slug:verb>/": "smmmimm",
    "GET reports/mails/stop/<slug:token>/": BY_LINK,
    "GET reports/boards/": "sdddiid",
    "POST reports/boards/make": "sdddiid",
    "POST reports/boards/<int:pk>/revoke": "sdddiid",
    "GET board/<str:token>": BY_LINK,
    "GET board/<str:token>/figures": BY_LINK,
    "GET reports/<slug:name>/": SIGNED_IN,
    "GET reports/<slug:name>/<slug:kind>": SIGNED_IN,
    "GET healthz": PUBLIC,
    "GET readyz": PUBLIC,
    "GET metrics": PUBLIC,
}


def routes(resolver=None, prefix=""):
    """Every address of the resolver, as it is written there."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, route)
        else:
            yield route


def test_every_address_is_in_the_table_and_the_table_has_no_other():
    assert {row.partition(" ")[2] for row in TABLE} == set(routes())


@pytest.fixture
def people(db):
    """One of each role, and nobody."""
    return {role: role and person(role, "agent" if role == "stranger" else role, is_staff=True) for role in ROLES[1:]}


@pytest.fixture
def ticket(people):
    """A ticket of a team that the agent and the team lead are in."""
    team = Team.objects.create(name="First line", slug="first-line")
    team.members.add(people["agent"], people["team_lead"])
    return make.do("assign", contact(), at=timezone.now(), team=team)


@pytest.fixture
def rows(people, ticket):
    """Something of everything, so that what is refused is there."""
    now = timezone.now()
    secret = sha256(b"secret").hexdigest()
    CalendarVersion.objects.create(time_zone="UTC")
    PolicyVersion.objects.create()
    ServiceTarget.objects.create(metric="resolution", target_s=1)
    mailbox = ChannelAccount.objects.create(channel="email", slug="support", name="Support", secret_hash=secret)
    Mailbox.objects.create(account=mailbox)
    Widget.objects.create(account=ChannelAccount.objects.create(channel="chat", slug="shop", name="Shop"))
    accounts.create_account(by=COMMAND, channel="phone", slug="main", name="Main")
    ChannelSession.objects.create(pk=ticket.pk, channel="phone", external_id="main:1", ticket=ticket, opened_at=now)
    RawInbound.objects.create(account=mailbox, source_key="1", body=b"", received_at=now, state="unreadable")
    message = Message.objects.create(
        ticket=ticket, channel="email", direction="in", occurred_at=now, recorded_at=now, customer=ticket.customer
    )
    RawInbound.objects.create(account=mailbox, source_key="2", body=b"Subject: a", received_at=now, message=message)
    Macro.objects.create(name="Hello", text="Hello")
    Relay.objects.create(address="web@shop.example", kind="form")
    CustomField.objects.create(key="plan", label="Plan")
    Organisation.objects.create(pk=ticket.pk, name="Acme", created_at=now)
    ParkedLine.objects.create(external_id="1", ticket_key="1", line={}, reason="", parked_at=now)
    ApiKey.objects.create(prefix="a", name="a", user=people["agent"], created_at=now)
    apps.get_model("axes", "AccessAttempt").objects.create(username="a", failures_since_start=1)
    apps.get_model("axes", "AccessLog").objects.create(username="a")
    what_the_manager_has(people["manager"], ticket.pk, now)


def what_the_manager_has(manager, pk, now):
    """A page of figures that they saved, mail, have on a wall and ordered as a file."""
    SavedView.objects.create(pk=pk, owner=manager, name="Mine", page="overview", made_at=now)
    Board.objects.create(pk=pk, maker=manager, name="Hall", token_hash="x", made_at=now)
    mail = ReportMail.objects.create(pk=pk, by=manager, page="overview", every="day", at=time(8), zone="UTC")
    ReportMailRecipient.objects.create(pk=pk, mail=mail, person=manager)
    PreparedFile.objects.create(key=KEY, owner=manager, kind="csv", ordered_at=now)
    AgentFigures.objects.create(allowed=True, decided_at=now, decided_by=manager)
    TakingByAnswer.objects.create(on=True, decided_at=now, decided_by=manager)


def address(route, ticket):
    """A real address of a route, of a row that is there."""
    named = {"reference": ticket.reference, "report": "ttr", "mailbox": "support", "widget": "shop", "session": "x"}
    named |= {"step": "hours", "name": "ttr", "kind": "csv", "key": KEY, "verb": "stop", "token": "x"}
    if "(?P<" in route:
        return "/admin/tickets/" if "app_label" in route else "/admin/nothing"
    admin_row = re.match(r"admin/(tickets|axes)/(\w+)/<", route)
    first = apps.get_model(*admin_row.groups()).objects.first().pk if admin_row else ticket.pk
    first = ticket.customer_id if "customers/" in route else first
    first = Message.objects.get(channel="email").pk if route.startswith("mail/") else first
    path = re.sub(r"<[^>]*?(\w+)>", lambda found: str(named.get(found[1], first)), route)
    return f"/{path}"


def outcome(response, route):
    """What a role meets, as one letter of the table."""
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return "s"
    if response.status_code == 302 and response["Location"] == "/admin/" and "/<path:" in route:
        return "m"  # how the admin says that a row is not there
    return {401: "s", 403: "d", 404: "m"}.get(response.status_code, "i")


@pytest.mark.parametrize("row", TABLE)
def test_who_comes_in(row, people, ticket, rows):
    method, _, route = row.partition(" ")
    path = address(route, ticket)
    body = {"data": {}, "content_type": "application/json"} if path.startswith("/api/") and method == "POST" else {}
    met = ""
    for role in ROLES:
        browser = Client()
        if role in people:
            browser.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        with transaction.atomic():
            response = getattr(browser, method.lower())(path, **body)
            transaction.set_rollback(True)
        assert response.status_code < 500 or path == "/readyz"
        assert response.status_code != 405, "this address is never reached by this method"
        met += outcome(response, route)
    assert met == TABLE[row], f"{path}: {dict(zip(ROLES, met, strict=True))}"


@pytest.mark.parametrize("method", ["OPTIONS", "DELETE"])
def test_no_method_breaks_an_address(method, people, ticket, rows):
    """Whatever is asked by a method that nobody needs is answered or refused, and is never an error of ours."""
    browser = Client(raise_request_exception=False)
    browser.force_login(people["administrator"], backend="django.contrib.auth.backends.ModelBackend")
    broken = {}
    for route in sorted({row.partition(" ")[2] for row in TABLE} - {"readyz"}):
        with transaction.atomic():
            response = browser.generic(method, address(route, ticket))
            transaction.set_rollback(True)
        if response.status_code >= 500:
            broken[route] = response.status_code
    assert broken == {}
