"""Whole desks that nobody thought of, the same for the same seed: an imported past, and months of live work by the real verbs.

Half of what an import says was entered late. Tickets are merged, parted and split; thanks turn out to be more; opening hours,
limits and targets get new versions; customers are merged; the sweep runs, and facts are kept now and then. Whatever a verb
refuses is left out: `Desk.done` counts what was not.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils.translation import override

from metrics import keeping
from tests import make
from tests.histories import DAY, HOUR, LONG_WEEK, MINUTE, MONDAY, NIGHTS, Thrown, random_desk, seconds, written
from tickets.actions import sweep
from tickets.actions.customers.merging import merge_customers
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.actions.setup.hours_and_targets import publish_calendar, publish_policy, publish_target
from tickets.events.contact import CONTACTS, Thanked
from tickets.models import Customer, Event, Promise, Team, Ticket
from tickets.models.history import current_desk, forget_desk, instant
from tickets.models.people import Role
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden

TAGS = ("login", "mobile", "billing")
CHANNELS = ("email", "chat", "phone", "web")
LATE_BY = (MINUTE, 5 * HOUR, DAY, 9 * DAY, 40 * DAY)
GAPS = (0, 1, 20 * MINUTE, 3 * HOUR, 3 * HOUR, 16 * HOUR, 2 * DAY)
LIVE_FROM = MONDAY + 45 * DAY


class Desk:
    """A desk that is being made up. `at`: its clock; `done`: how often each verb did something."""

    def __init__(self, seed, tickets, steps):
        self.dice, self.at, self.done = Thrown(seed), LIVE_FROM, Counter()
        self.teams = [Team.objects.create(name=name, slug=name.lower()) for name in ("First", "Workshop")]
        make.desk()
        self.past(seed, tickets)
        self.boss = make.person("boss", Role.ADMINISTRATOR)
        self.agents = [make.person(name) for name in ("ana", "ben", "cho")]
        for _ in range(steps):
            self.at += self.dice.pick(GAPS)
            self.live()

    @property
    def now(self):
        """What its clock shows."""
        return instant(self.at)

    def past(self, seed, tickets):
        """Some customers write several tickets; every second line is entered late; a part comes with a later import."""
        lines = random_desk(seed, tickets, steps=10)
        for line in lines:
            if "from" in line:
                line["from"] = {"email": f"c{int(line['ticket'][2:]) % (tickets * 2 // 3)}@example.org"}
            if self.dice.coin() and line["kind"] != "merge":
                line["recorded_at"] = written(seconds(line["at"]) + self.dice.pick(LATE_BY))
        lines += [self.beside(line) for line in lines if self.dice.pick((True, False, False, False))]
        lines.sort(key=lambda line: seconds(line["at"]))
        self.later = [line for line in lines if line["kind"] in ("note", "facts", "tag") and self.dice.coin()]
        known = {line["id"] for line in self.later}
        make.take([line for line in lines if line["id"] not in known], when=instant(LIVE_FROM))

    def beside(self, line):
        """A tag or a team at the same instant."""
        what = {"kind": "tag", "add": [self.dice.pick(TAGS)]}
        if self.dice.coin():
            what = {"kind": "assign", "team": self.dice.pick(self.teams).name}
        return {"id": f"{line['id']}+", "ticket": line["ticket"], "at": line["at"], **what}

    def live(self):
        """Something happens; or does not, if a verb refuses it."""
        what = self.dice.pick(STEPS)
        try:
            with transaction.atomic(), override("en"):
                name = what(self)
        except (Forbidden, Invalid, Denied):
            return
        self.done[name or what.__name__] += 1

    def ticket(self):
        """Any that was not merged away; mostly one of those that moved last."""
        standing = Ticket.objects.filter(merged_into=None).order_by("-pk").values_list("pk", flat=True)
        return self.dice.pick(list(standing)[: self.dice.pick((5, 10, 1000))])

    def do(self, verb, ticket=None, **given):
        """An agent does it."""
        make.do(verb, ticket or self.ticket(), by=self.dice.pick(self.agents), at=self.now, **given)
        return verb

    # --- What customers do ----------------------------------------------------------------

    def contact(self):
        """A new contact, now and then one that is told late."""
        since = self.now - timedelta(seconds=self.dice.pick(LATE_BY)) if self.dice.coin() else None
        email = f"c{self.dice.number(0, 20)}@example.org"
        channel = self.dice.pick(CHANNELS)
        make.receive(self.now, channel=channel, email=email, occurred_at=since)
        return "late contact" if since else "contact"

    def thanks(self):
        """Mere thanks in a ticket that is resolved."""
        ticket = Ticket.objects.get(pk=self.ticket())
        known = ticket.customer.identities.first()
        email = known.value if known else "c1@example.org"
        make.receive(self.now, "Thank you!", email=email, ticket=ticket)

    def feedback(self):
        """A score."""
        survey, (low, high) = self.dice.pick(list({"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}.items()))
        make.do("feedback", self.ticket(), at=self.now, survey=survey, score=self.dice.number(low, high))

    def said(self):
        """Yes or no, with words or without."""
        ticket = self.ticket()
        if self.dice.coin():
            make.do("confirm", ticket, at=self.now, spoken=False)
            return "confirm"
        make.do("dispute", ticket, at=self.now, spoken=False, **({"text": "No."} if self.dice.coin() else {}))
        return "dispute"

    # --- What we do ------------------------------------------------------------------------

    def reply(self):
        """An answer that may be told late, promise something, wait, or resolve."""
        given = {"text": "We look.", "channel": self.dice.pick(("phone", "in_person", "other"))}
        if self.dice.coin():
            given["occurred_at"] = self.now - timedelta(seconds=self.dice.pick(LATE_BY))
        if self.dice.coin():
            given["then"] = self.dice.pick(("wait", "resolve", "resolve"))
        elif self.dice.coin():
            given["promise"] = PromiseGiven(
                "We call back.", self.now + timedelta(seconds=self.dice.pick((HOUR, 2 * DAY)))
            )
        return self.do("reply", **given)

    def promise(self):
        """A promise is made, kept, waived or replaced."""
        promise = self.dice.pick([None, *Promise.objects.filter(owed=True).order_by("-pk")[:5]])
        if promise is None:
            return self.do("promise", text="We call back.")
        verb = self.dice.pick(("keep-promise", "waive-promise", "supersede-promise"))
        more = {"due_at": self.now + timedelta(days=2)} if verb == "supersede-promise" else {}
        return self.do(verb, promise.ticket_id, promise=promise.pk, **more)

    def ending(self):
        """Resolved, told or not; open again."""
        verb = self.dice.pick(("resolve", "resolve", "reopen"))
        return self.do(verb, **({"delivered": self.dice.coin()} if verb == "resolve" else {}))

    def parked(self):
        """Its status, its owner or team, its priority, a tag, a snooze, a fact."""
        later = self.now + timedelta(days=self.dice.number(1, 5))
        verb, given = self.dice.pick(
            (
                ("status", {"to": self.dice.pick(("open", "pending", "on_hold"))}),
                ("assign", {"to": self.dice.pick([None, *self.agents])}),
                ("assign", {"team": self.dice.pick([None, *self.teams])}),
                ("priority", {"to": self.dice.pick(("low", "normal", "high", "urgent"))}),
                ("tag", {"add": [self.dice.pick(TAGS)], "remove": [self.dice.pick(TAGS)]}),
                ("snooze", {"until": later}),
                ("facts", {"facts": {"device": "x1"}, **({"valid_until": later} if self.dice.coin() else {})}),
                ("ask", {"facts": ["device"]}),
                ("open-history", {}),
            )
        )
        return self.do(verb, **given)

    def excluded(self):
        """Spam, and none after all."""
        return self.do(self.dice.pick(("spam", "test", "not-spam", "not-spam")))

    def merge(self):
        """One goes into another."""
        return self.do("merge", into=self.ticket())

    def unmerge(self):
        """What was merged last, or once, is parted again."""
        merged = Ticket.objects.exclude(merged_into=None).order_by("-pk")
        return self.do("unmerge", self.dice.pick(list(merged)).pk) if merged else self.do("merge", into=self.ticket())

    def split(self):
        """A contact of a ticket goes on as one of its own."""
        several = Event.objects.filter(kind__in=CONTACTS, ticket__merged_into=None).exclude(message=None)
        ticket, message = self.dice.pick(list(several.order_by("-pk").values_list("ticket", "message")[:40]))
        return self.do("split", ticket, messages=[message])

    def not_thanks(self):
        """Thanks are found to be more."""
        said = Event.objects.filter(kind=Thanked.name, ticket__merged_into=None).exclude(message=None)
        ticket, message = self.dice.pick([*said.values_list("ticket", "message"), (self.ticket(), 0)])
        return self.do("not-thanks", ticket, message=message, reason="They ask for more.")

    def link(self):
        """The same issue as another."""
        return self.do("link", to=self.ticket(), relation="same_issue")

    # --- What the desk does --------------------------------------------------------------------

    def agreed(self):
        """New opening hours, limits or a target, from a later day on."""
        later = self.now + timedelta(days=self.dice.number(1, 3))
        what = self.dice.pick(("hours", "limits", "target"))
        if what == "hours":
            hours, day = self.dice.pick((NIGHTS, LONG_WEEK, make.WEEKDAYS)), later.date()
            publish_calendar(by=self.boss, at=self.now, time_zone="Europe/Berlin", hours=hours, valid_from=day)
        elif what == "limits":
            publish_policy(by=self.boss, at=self.now, limits={"r3_bh": self.dice.number(1, 9)}, valid_from=later)
        else:
            metric, target = self.dice.pick(list(make.TARGETS)), self.dice.number(1, 30) * HOUR
            clock = self.dice.pick(("business", "calendar"))
            publish_target(by=self.boss, at=self.now, metric=metric, target_s=target, clock=clock, valid_from=later)
        forget_desk()
        return what

    def customers(self):
        """Two files are one customer's."""
        one, two = (self.dice.pick(list(Customer.objects.filter(merged_into=None))) for _ in "12")
        merge_customers(one, into=two, by=self.agents[0], at=self.now)

    def imported(self):
        """More of the past comes in."""
        some, self.later = self.later[:3], self.later[3:]
        make.take(some, current_desk(self.now), self.now)

    def swept(self):
        """The clock has its turn."""
        sweep.check_due(self.now)

    def kept(self):
        """Facts are kept, all or a piece of them."""
        while keeping.keep(self.now) and self.dice.coin():
            pass


STEPS = (
    *(Desk.contact, Desk.thanks, Desk.feedback, Desk.said, Desk.said) * 2,
    *(Desk.reply, Desk.reply, Desk.reply, Desk.promise, Desk.ending, Desk.parked, Desk.parked) * 2,
    *(Desk.excluded, Desk.merge, Desk.merge, Desk.unmerge, Desk.unmerge, Desk.split, Desk.split),
    *(Desk.not_thanks, Desk.not_thanks, Desk.link, Desk.agreed, Desk.customers, Desk.imported),
    *(Desk.swept, Desk.swept, Desk.kept, Desk.kept),
)
