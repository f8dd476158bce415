"""Kept digests say what events say, for every question that they are believed to answer; whatever happens to them."""

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics import keeping
from metrics.digests.holding import hold
from metrics.facts import blocks
from metrics.facts.relations import RELATIONS
from metrics.models import DigestRound, FactBlock, TicketDigest
from metrics.reading import StoryReader
from metrics.reports import REPORTS, run
from tests import make
from tests.histories import DAY, HOUR, MONDAY, histories, random_desk, seconds, written
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup.hours_and_targets import publish_calendar
from tickets.models import Ticket
from tickets.models.history import current_desk, desk_known_at, instant
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
NOW = make.at("30 10:00")
LATE = instant(MONDAY + 99 * DAY)


def everything(as_of, known_at, *, believing=True):
    """All facts, the kept ones believed or not."""
    reader = StoryReader(desk_known_at(known_at), as_of, known_at)
    if not believing:
        reader.__dict__["doubtful"] = None
    facts = reader.facts(RELATIONS, (None, None), lambda: None)
    tables = {name: getattr(facts, name).columns for name in RELATIONS}
    return {
        name: sorted(zip(*(column.tolist() for column in table.values()), strict=True))
        for name, table in tables.items()
    }


def keep(at=LATE):
    """Until nothing is left to be told."""
    while keeping.keep(at):
        pass
    for tickets in keeping.rounds():
        keeping.tell(tickets, at)


def believed(as_of, known_at):
    """How many of the tickets are answered for by what is kept."""
    reader = StoryReader(desk_known_at(known_at), as_of, known_at)
    if reader.doubtful is None:
        return 0
    return Ticket.objects.filter(merged_into=None).exclude(pk__in=reader.doubtful.tolist()).count()


@given(
    histories(tickets=4),
    st.integers(0, 45 * 24),
    st.lists(st.tuples(st.integers(0, 45 * 24), st.integers(0, 45 * 24)), min_size=3, max_size=3),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_what_events_tell_as_of_any_instant_known_at_any(lines, told_at, asked):
    """Each second line is entered a day late."""
    late = [line | {"recorded_at": written(seconds(line["at"]) + DAY)} for line in lines[::2]]
    with make.passing():
        make.desk()
        make.take(sorted([*late, *lines[1::2]], key=lambda line: seconds(line["at"])))
        keep(instant(MONDAY + told_at * HOUR))
        for as_of, known_at in [*asked, (told_at, told_at), (99 * 24, 99 * 24)]:
            question = instant(MONDAY + as_of * HOUR), instant(MONDAY + known_at * HOUR)
            assert everything(*question) == everything(*question, believing=False)


@pytest.fixture
def desk():
    """Thirty tickets that nobody thought of, kept."""
    make.desk()
    make.take(random_desk(5, 30))
    keep()


def test_kept_digests_are_believed_and_their_reports_are_the_same(desk):
    assert believed(LATE, LATE) == Ticket.objects.filter(merged_into=None).count()
    kept = {name: run(name, as_of=LATE, known_at=LATE) for name in REPORTS}
    DigestRound.objects.all().delete()
    assert {name: run(name, as_of=LATE, known_at=LATE) for name in REPORTS} == kept


def test_a_report_over_kept_digests_reads_no_event(desk):
    reader = StoryReader(current_desk(LATE), LATE, LATE)
    with CaptureQueriesContext(connection) as sent:
        assert len(reader.facts(["lives"], (None, None), lambda: None).lives) > 20
    asked = [one["sql"] for one in sent if 'FROM "tickets_event"' in one["sql"]]
    assert ["merge" in sql or '"transaction"' in sql for sql in asked] == [
        True
    ] * 4  # merges, and what is news, before and after the blocks


def test_whatever_happens_to_a_ticket_its_digest_is_told_again(desk):
    """A verb, a late entry, a merge and its undo: first not believed any more, then told again."""
    one, two = Ticket.objects.filter(merged_into=None).order_by("pk")[:2]
    ana = make.person("ana", Role.ADMINISTRATOR)
    for done in (
        lambda: make.do("note", one, by=ana, at=LATE, text="Seen."),
        lambda: make.do("merge", one, by=ana, at=LATE + timedelta(minutes=1), into=two.pk),
        lambda: make.do("unmerge", one, by=ana, at=LATE + timedelta(minutes=2)),
    ):
        done()
        for at in (LATE + timedelta(hours=1), LATE - timedelta(hours=1)):
            assert everything(at, at) == everything(at, at, believing=False)
        keeping.keep(LATE + timedelta(hours=1))
        for at in (LATE + timedelta(hours=1), LATE + timedelta(seconds=90), LATE - timedelta(hours=1)):
            assert everything(at, at) == everything(at, at, believing=False)
        later = LATE + timedelta(hours=1)
        assert believed(later, later) == Ticket.objects.filter(merged_into=None).count()


def test_other_opening_hours_make_no_digest_believed_that_was_told_by_the_former(desk, monkeypatch):
    clara = make.person("clara", Role.ADMINISTRATOR)
    hours = {"0": [["10:00", "11:00"]]}
    publish_calendar(
        by=clara, time_zone="Europe/Berlin", hours=hours, at=LATE, valid_from=LATE.date() + timedelta(days=9)
    )
    after = LATE + timedelta(minutes=1)
    assert believed(after, after) == 0
    assert believed(LATE, LATE - timedelta(seconds=1)) > 0
    assert everything(after, after) == everything(after, after, believing=False)
    make.forget_desk()
    monkeypatch.setattr(keeping, "IN_A_ROUND", 20)
    assert keeping.keep(after) is True  # the round goes on at once: nothing of the former hours is believed
    assert 0 < believed(after, after) < Ticket.objects.filter(merged_into=None).count()
    assert everything(after, after) == everything(after, after, believing=False)
    assert keeping.keep(after) is False
    assert believed(after, after) == Ticket.objects.filter(merged_into=None).count()


def test_the_clock_alone_makes_a_digest_true_no_longer():
    make.desk()
    ticket = make.answered(make.ticket("10 10:00"), "10 11:00", promise=PromiseGiven("a fix", make.at("11 10:00")))
    keep(make.at("10 12:00"))
    kept = TicketDigest.objects.get()
    assert kept.true_until == seconds("2025-03-11T09:00:00Z")
    before, due = make.at("11 09:59:59"), make.at("11 10:00")
    assert (believed(before, before), believed(due, due)) == (1, 0)
    assert keeping.keep(due) is False
    assert (believed(before, due), believed(due, due)) == (0, 1)
    assert ticket.pk == kept.pk


def test_a_digest_that_somebody_spoilt_is_found_in_the_round_and_put_right(desk):
    spoilt = TicketDigest.objects.order_by("pk")[3]
    life = FactBlock.objects.get(relation="lives", day=next(day for name, day in spoilt.places if name == "lives"))
    rows = np.frombuffer(bytes(life.data), RELATIONS["lives"].dtype).copy()
    rows["end"][rows["ticket"] == spoilt.pk] += 60
    FactBlock.objects.filter(pk=life.pk).update(data=rows.tobytes(), stamp=life.stamp + 1)
    with pytest.raises(CommandError, match="1 of"):
        call_command("keep_digests", "--check", stdout=StringIO())
    out = StringIO()
    call_command("keep_digests", "--check", stdout=out)
    assert "0 digests were wrong" in out.getvalue()


def test_a_worker_that_dies_while_it_puts_away_spoils_nothing(desk, monkeypatch):
    """What was not written is told from events, and written by the next one."""
    one = Ticket.objects.filter(merged_into=None).order_by("pk").first()
    make.do("note", one, by=make.person("ana", Role.ADMINISTRATOR), at=LATE, text="Seen.")
    later = LATE + timedelta(hours=1)
    with monkeypatch.context() as dying:
        dying.setattr(keeping, "compare", None)
        with pytest.raises(TypeError):
            keeping.keep(later)
    assert everything(later, later) == everything(later, later, believing=False)
    keeping.keep(later)
    assert believed(later, later) == Ticket.objects.filter(merged_into=None).count()


def test_what_is_kept_anew_while_an_answer_is_read_is_not_half_in_it(desk, monkeypatch):
    """A note comes and is kept between two looks: as of before it, the answer is still that of before."""
    one, ana = Ticket.objects.filter(merged_into=None).order_by("pk").first(), make.person("ana", Role.ADMINISTRATOR)
    before, read = everything(LATE, LATE, believing=False), blocks.of_period

    def slowly(*asked):
        if not Ticket.objects.filter(pk=one.pk, version__gt=one.version).exists():
            make.do("spam", one, by=ana, at=LATE + timedelta(minutes=1))
            keep(LATE + timedelta(minutes=2))
        return read(*asked)

    monkeypatch.setattr(blocks, "of_period", slowly)
    assert everything(LATE, LATE) == before
    assert Ticket.objects.get(pk=one.pk).version > one.version


def test_what_became_another_while_it_was_told_is_not_put_away(desk, monkeypatch):
    """Another worker has told it as it stands already: what is older must not come on top."""
    one, ana = Ticket.objects.filter(merged_into=None).order_by("pk").first(), make.person("ana", Role.ADMINISTRATOR)
    held = keeping._held

    def slowly(*asked):
        older = held(*asked)
        make.do("spam", one, by=ana, at=LATE + timedelta(minutes=1))
        monkeypatch.setattr(keeping, "_held", held)
        keeping.tell([one.pk], LATE + timedelta(minutes=2))
        return older

    monkeypatch.setattr(keeping, "_held", slowly)
    keeping.tell([one.pk], LATE)
    lives = blocks.of_period(["lives"], (None, None))["lives"].values()
    assert one.pk not in {ticket for day in lives for ticket in day["ticket"].tolist()}


def test_the_round_goes_on_where_it_was_and_begins_again(desk, monkeypatch):
    monkeypatch.setattr(keeping, "IN_A_ROUND", 10)
    DigestRound.objects.update(ticket=0)
    TicketDigest.objects.all().delete()
    numbers = []
    for _ in range(4):
        keeping.keep(LATE)
        numbers.append(TicketDigest.objects.count())
    roots = Ticket.objects.filter(merged_into=None).count()
    assert numbers[0] <= 10 < numbers[1]
    assert numbers[-1] == roots
    assert DigestRound.objects.get().ticket in (0, 10)


def test_a_ticket_holds_from_its_last_event_until_the_clock_changes_it():
    make.desk()
    make.ticket("10 10:00")
    (story,) = StoryReader(make.DESK, LATE, LATE).stories()
    held = hold(story, make.DESK, seconds("2025-03-10T09:30:00Z"))
    assert held.true_from == held.known_from == seconds("2025-03-10T09:00:00Z")
    assert held.true_until == seconds("2025-03-10T10:00:01Z")  # an hour without an answer, and a second


def test_a_promise_that_falls_due_is_seen_though_no_sweep_closed_its_ticket():
    """Closing takes an event: a ticket that should have been closed long ago hides nothing that the clock changes after it."""
    make.desk()
    ticket = make.resolved(make.ticket("3 10:00"), "3 11:00")
    promised = PromiseGiven("a visit", make.at("22/4 10:00"))
    make.do("promise", ticket, by=make.person(), at=make.at("16/4 10:00"), text=promised.text, due_at=promised.due_at)
    keep(make.at("16/4 12:00"))
    assert TicketDigest.objects.get().true_until == seconds("2025-04-22T08:00:00Z")
    later = make.at("23/4 10:00")
    assert everything(later, later) == everything(later, later, believing=False)


def test_what_is_thrown_away_is_thrown_away_whole(desk):
    """Blocks whose tickets are not known any more would be told beside those that are told anew."""
    before = everything(LATE, LATE)
    DigestRound.objects.all().delete()
    keep()
    assert believed(LATE, LATE) == Ticket.objects.filter(merged_into=None).count()
    assert everything(LATE, LATE) == before
