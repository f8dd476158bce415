"""One desk three ways: lived by the actions, imported from its own export, and entered late in any order.

The same rows, events and figures come of it, to the second. And whatever was lived, the rows are those that are made anew
from tickets.events import KINDS
from nothing but the events.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import make
from tests.histories import DAY, histories, seconds
from tickets.actions import sweep
from tickets.actions.intake.receive import receive
from tickets.actions.projection.rebuild import rebuild
from tickets.actions.record import Entry, record
from tickets.events import KINDS
from tickets.models import Event, Message, Promise, StalledFlag, Ticket
from tickets.models.history import event_name, moment
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db

FEW = settings(  # a desk is seconds' work: no minutes of shrinking, and the seed is printed
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
MACHINES = ("auto_reply", "asked_confirmation", "survey_sent", "bounce")  # no person's verb


class LiveDesk:
    """Plays lines of the history format by the verbs that people and machines use, each at its own time."""

    def __init__(self):
        make.desk()
        self.tickets, self.names = {}, {}

    def play(self, lines, sweeps):
        """Play lines in the order of time; `sweeps` is a source of chance for the sweeps in between."""
        ordered = sorted(lines, key=lambda line: (seconds(line["at"]), line["kind"] in ("merge", "link")))
        for line, following in zip(ordered, [*ordered[1:], None], strict=True):
            if sweeps.random() < 0.4:
                self.sweep(moment(seconds(line["at"])))
            if line["kind"] != "promise_done":  # told with the answer that delivers it
                self.tell(line, following)

    def tell(self, line, following):
        """One line; what a merge has made impossible is refused, as it would be in life."""
        delivers = following if following and following["kind"] == "promise_done" else None
        verb = getattr(self, line["kind"], self.machine)
        before = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        try:
            with transaction.atomic():
                verb(line, moment(seconds(line["at"])), **({"delivers": delivers} if delivers else {}))
        except Forbidden:
            return
        event = Event.objects.filter(pk__gt=before or 0).exclude(kind="assign").order_by("pk").first()
        self.names[line["id"]] = event.pk if event else None

    def sweep(self, at):
        sweep.check_due(at)

    def do(self, verb, ticket, *, at, by=None, **given):
        make.do(verb, ticket, by=by, at=at, **given)

    def ticket(self, line):
        return self.tickets[line["ticket"]]

    def by(self, line):
        return make.person(line.get("by", "ana"), role="administrator")

    def promised(self, line):
        return Promise.objects.get(made_in=self.names[line["promise"]]).pk

    def contact(self, line, at, text="It fails."):
        inbound = make.message(
            text,
            channel=line["channel"],
            email=line["from"]["email"],
            session=line.get("session", ""),
            automatic=line.get("automatic", False),
        )
        received = receive(inbound, at=at, ticket=self.tickets.get(line["ticket"]))
        self.tickets.setdefault(line["ticket"], received.ticket)

    def thanks(self, line, at):
        self.contact(line, at, "Thank you very much!")

    def answer(self, line, at, delivers=None):
        keeps = [self.promised(delivers)] if delivers else []
        more = {key: line[key] for key in ("session", "initiated") if key in line}
        to = {"channel": line["channel"], "recipient": line["ticket"].lower() + "@example.org"}
        self.do("reply", self.ticket(line), by=self.by(line), at=at, text="We look.", keeps=keeps, **to, **more)

    def note(self, line, at):
        self.do("note", self.ticket(line), by=self.by(line), at=at, text=line["text"])

    def facts(self, line, at):
        until = moment(seconds(line["valid_until"])) if "valid_until" in line else None
        self.do("facts", self.ticket(line), at=at, facts=line["facts"], valid_until=until)

    def asked(self, line, at):
        self.do("ask", self.ticket(line), by=self.by(line), at=at, facts=line["facts"], verify=line["verify"])

    def opened_history(self, line, at):
        self.do("open-history", self.ticket(line), by=self.by(line), at=at)

    def promise(self, line, at):
        due = moment(seconds(line["due_at"])) if "due_at" in line else None
        self.do("promise", self.ticket(line), by=self.by(line), at=at, text=line["text"], due_at=due)

    def promise_waived(self, line, at):
        self.do("waive-promise", self.ticket(line), at=at, promise=self.promised(line))

    def promise_superseded(self, line, at):
        due = moment(seconds(line["due_at"]))
        self.do(
            "supersede-promise", self.ticket(line), by=self.by(line), at=at, promise=self.promised(line), due_at=due
        )

    def assign(self, line, at):
        to = make.person(line["to"], role="administrator") if line["to"] else None
        self.do("assign", self.ticket(line), at=at, to=to)

    def status(self, line, at):
        self.do("status", self.ticket(line), by=self.by(line), at=at, to=line["to"])

    def priority(self, line, at):
        self.do("priority", self.ticket(line), by=self.by(line), at=at, to=line["to"])

    def resolve(self, line, at):
        self.do("resolve", self.ticket(line), by=self.by(line), at=at, delivered=line["delivered"])

    def confirm(self, line, at):
        self.do("confirm", self.ticket(line), at=at, spoken=line["spoken"])

    def dispute(self, line, at):
        self.do("dispute", self.ticket(line), at=at)

    def feedback(self, line, at):
        self.do("feedback", self.ticket(line), at=at, survey=line["survey"], score=line["score"])

    def spam(self, line, at):
        self.do("spam", self.ticket(line), by=self.by(line), at=at)

    def test(self, line, at):
        self.do("test", self.ticket(line), by=self.by(line), at=at)

    def merge(self, line, at):
        self.do("merge", self.ticket(line), by=self.by(line), at=at, into=self.tickets[line["into"]])

    def link(self, line, at):
        if line["to"] in self.tickets:  # in life one can only point at what is there
            to = self.tickets[line["to"]]
            self.do("link", self.ticket(line), by=self.by(line), at=at, to=to, relation=line["relation"])

    def machine(self, line, at):
        """What no person does is recorded at the same door."""
        assert line["kind"] in MACHINES
        if "of" in line and line["of"] not in self.names:
            return  # what was refused never went out, and cannot bounce
        data = {key: line[key] for key in ("channel", "survey") if key in line}
        if "of" in line:
            data["of"] = event_name(self.names[line["of"]])
        words = Message(
            direction="out", channel="email", automatic=True, text="Received.", occurred_at=at, recorded_at=at
        )
        words = words if "channel" in line else None
        record(self.ticket(line), [Entry(KINDS[line["kind"]], data, actor=make.ACCOUNT, message=words)], at=at)


def outcome(at):
    """What a desk is: its lines, every figure, and the rows of every ticket by its key."""
    keys = dict(Ticket.objects.values_list("pk", "reference")) | dict(
        Ticket.objects.exclude(source_key=None).values_list("pk", "source_key")
    )
    lines = {line["id"]: line for line in make.exported()}
    rows = {key: make.rows(pk) for pk, key in keys.items()}
    for row in rows.values():
        (own,) = row[Ticket]
        own["merged_into"] = keys.get(own["merged_into"])
        if own["merged_into"]:
            del own["loop"]  # the clock passes a ticket that was merged away
    return lines, make.figures(make.DESK, at), rows


def assert_same(found, lived):
    """Part by part, so that a failure names the line, the figure or the row; `before` is how a late line keeps its place."""
    for part, expected in zip(found, lived, strict=True):
        assert part.keys() == expected.keys()
        for key, value in expected.items():
            part[key].pop("before", None)
            assert [(key, n, part[key].get(n), v) for n, v in value.items() if part[key].get(n) != v] == []
            assert part[key].keys() == value.keys()


def look_until_nothing_is_due(at):
    """Sweep; each ticket is found once, for a sweep leaves none that is due."""
    assert sweep.check_due(at) <= Ticket.objects.count()
    assert sweep.check_due(at) == 0


@FEW
@given(histories(tickets=3, steps=10), st.randoms(use_true_random=False))
def test_lived_imported_or_entered_late_it_is_the_same_desk(lines, chance):
    with make.passing():
        desk = LiveDesk()
        desk.play(lines, chance)
        end = moment(max(seconds(line["at"]) for line in lines) + chance.randrange(60) * DAY)
        look_until_nothing_is_due(end)
        lived = outcome(end)
        assert not StalledFlag.objects.filter(detected_at=None).exists()

    told = list(lived[0].values())
    with make.passing():
        make.desk()
        assert not make.take(told, when=end).refused
        look_until_nothing_is_due(end)
        assert_same(outcome(end), lived)
        assert not StalledFlag.objects.exclude(detected_at=None).exists()

    with make.passing():
        make.desk()
        for instant in in_any_order(told, chance):
            make.take(instant, when=end)
        look_until_nothing_is_due(end)
        assert_same(outcome(end), lived)


def in_any_order(lines, chance):
    """Late entry: what happened to a ticket at one instant comes together, everything else as it comes."""
    instants = {}
    for line in lines:
        instants.setdefault((line["ticket"], line["at"]), []).append(line)
    mixed = list(instants.values())
    chance.shuffle(mixed)
    return mixed


@FEW
@given(histories(tickets=2, steps=14), st.randoms(use_true_random=False))
def test_the_rows_are_those_made_anew_from_the_events_alone(lines, chance):
    with make.passing():
        LiveDesk().play(lines, chance)
        for ticket in Ticket.objects.all():
            lived = make.rows(ticket.pk)
            rebuild([ticket.pk], at=ticket.projected_at)
            assert make.rows(ticket.pk) == lived
