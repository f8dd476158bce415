"""Each sweep and each screen finds its rows by the index that is named after it, at 100,000 tickets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from metrics.quality import finding
from metrics.quality.scope import Scope
from metrics.reading import StoryReader
from tests import make
from tests.bench.statements import statements
from tests.bench.test_budgets import BIG, chasing_customers
from tests.make import passing
from tickets.actions import sweep
from tickets.actions.inbox import arrivals
from tickets.actions.outbox import delivery
from tickets.events.contact import CONTACTS
from tickets.models import ChannelAccount, ChannelSession, Identity, KnownFact, Message, Promise, Team, Ticket, User
from tickets.models.history import Horizon, current_desk, load_events
from tickets.models.telephone_line import ringing
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.ranking import DONE

pytestmark = pytest.mark.bench
WAITING = 30  # mails in the outbox, mails to read
READ = 2000  # mails that were read before
PAGE = 50
# A foreign key has an index of its own; where few rows have its value, that one does as well.
AS_GOOD = {
    "intake_open_for_customer": "tickets_ticket_customer_id_",
    "replay_of_a_ticket": "tickets_event_ticket_id_",
    "history_of_a_ticket": "tickets_message_ticket_id_",
    "promises_of_a_ticket": "tickets_promise_ticket_id_",
    "facts_of_a_ticket": "tickets_knownfact_ticket_id_",
}


@pytest.fixture(scope="module")
def busy_desk(big_desk):
    """Some answers wait to be sent, some mails to be read."""
    at, ana = timezone.now(), User.objects.get(username="ana")
    for address in chasing_customers()[:WAITING]:
        ticket = Ticket.objects.unresolved().filter(customer__identities__value=address).get()
        make.do("reply", ticket, by=ana, at=at, text="We are on it.", channel="email")
    mailbox = ChannelAccount.objects.get(channel="email")
    for number in range(READ + WAITING):
        arrivals.store(mailbox, b"Subject: hello\r\n\r\n" + bytes(1000), f"bench {number}", at=at)
    for raw in arrivals.claim(at, READ):
        arrivals.mark_done(raw, None)
    over = [{"external_id": f"line:{number}", "ended_at": at} for number in range(READ)]
    for call in [*over, {"external_id": "line:now"}]:
        ChannelSession.objects.create(channel="phone", ticket=ticket, opened_at=at, **call)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def unresolved():
    return Ticket.objects.unresolved().by_due()


def listed(**more):
    """The first page of a view."""
    return list(Ticket.objects.filter(rank__lt=DONE, **more).order_by("rank", "id")[:PAGE])


def someone():
    return Identity.objects.order_by("-id").first().customer


def oldest():
    return Ticket.objects.order_by("id").first()


def later():
    return timezone.now() + timedelta(minutes=5)


def past():
    """Stories as they stood an hour ago."""
    ago = timezone.now() - timedelta(hours=1)
    return StoryReader(current_desk(ago), ago, ago)


def lately():
    """A month as the checks of its data look at it."""
    at = timezone.now()
    return Scope(at - timedelta(days=28), at, Horizon(at, at), current_desk(at), at)


WORK = {
    "sweep_due_for_a_check": lambda: sweep.check_due(timezone.now()),
    "sweep_of_other_rules": lambda: sweep.heal_some(timezone.now()),
    "sweep_flags_to_detect": lambda: sweep.check_due(timezone.now()),
    "list_by_due": lambda: list(unresolved()[:PAGE]),
    "list_mine": lambda: listed(owner=User.objects.get(username="ana")),
    "list_of_team": lambda: listed(team=Team.objects.first()),
    "list_everything": lambda: list(Ticket.objects.order_by("rank", "id")[5000 : 5000 + PAGE]),
    "list_waiting_on": lambda: listed(waiting_on=WaitingOn.CUSTOMER),
    "list_stalled": lambda: listed(stalled_since__lte=timezone.now()),
    "list_promises": lambda: list(
        unresolved().filter(promise_due_at__lt=timezone.now()).order_by("promise_due_at", "id")[:PAGE]
    ),
    "intake_open_for_customer": lambda: list(Ticket.objects.open_for(someone())),
    "outbox_waiting": lambda: delivery.claim(later(), 1),
    "outbox_left_behind": lambda: delivery.claim(later(), 1),
    "intake_answers_a_mail": lambda: list(Message.objects.filter(mail_id__in=["a@b", "c@d"]).exclude(mail_id="")),
    "list_did_not_arrive": lambda: list(Message.objects.undelivered().order_by().values("ticket")),
    "arrivals_to_read": lambda: arrivals.claim(timezone.now(), 1),
    "replay_of_a_ticket": lambda: load_events([oldest().pk]),
    "history_of_a_ticket": lambda: list(Message.objects.of(oldest())),
    "promises_of_a_ticket": lambda: list(Promise.objects.filter(ticket=oldest())),
    "facts_of_a_ticket": lambda: list(KnownFact.objects.filter(ticket=oldest())),
    "calls_that_ring": lambda: list(ringing(User.objects.get(username="ana"), timezone.now())),
    "report_what_happened_when": lambda: past().having(CONTACTS, timezone.now() - timedelta(hours=1)),
    "report_what_became_known": lambda: past().unresolved(),
    "quality_late_entries": lambda: list(finding.late(lately())),
    "report_cohort_by_start": lambda: list(Ticket.objects.filter(started_at__gte=timezone.now() - timedelta(days=2))),
}


@pytest.mark.parametrize("index", WORK)
def test_the_index_is_used(busy_desk, index):
    with passing(), statements(planned=True) as sent:
        WORK[index]()
    used = {index if name.startswith(AS_GOOD.get(index, index)) else name for name in sent.indexes()}
    assert index in used, f"{sorted(sent.indexes())}\n{sent}"
    assert not sent.scanned() & BIG, sent.culprits(BIG)
