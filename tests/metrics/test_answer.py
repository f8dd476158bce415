"""Several reports from one pass: the same figures as each alone, and what each count includes is what the figure says."""

from collections import Counter

import pytest

from metrics.digests import digest_of
from metrics.facts import Told
from metrics.facts.relations import RELATIONS
from metrics.facts.words import code
from metrics.reading import StoryReader
from metrics.reports import REPORTS, run
from metrics.reports.answer import Answer, answers, behind, counted
from metrics.reports.sla import CLOCK, STATES, TARGETS, clock_of
from metrics.reports.tally import Tally
from metrics.reports.view import ReportScope
from tests import make
from tests.histories import DAY, MONDAY, random_desk
from tickets.models.history import current_desk, instant

pytestmark = pytest.mark.django_db
AS_OF = instant(MONDAY + 60 * DAY)
SINCE, TO = MONDAY + DAY, MONDAY + 40 * DAY


@pytest.fixture
def reader():
    """Thirty tickets that nobody thought of."""
    make.desk()
    make.take(random_desk(11, 30))
    return StoryReader(current_desk(AS_OF), AS_OF, make.at("30 10:00").replace(year=2030))


def scope(reader, report="ttr", since=SINCE, to=TO):
    period = {"since": since, "to": to} if REPORTS[report].has_period else {}
    return ReportScope(reader.desk, MONDAY + 60 * DAY, "business", **period)


def unlisted(figures):
    """Printed figures without who is named one by one: a page lists fewer."""
    if "at_risk" in figures:
        figures["at_risk"].pop("customers")
    return figures


def test_one_pass_gives_what_each_report_gives_alone(reader):
    names = [name for name in REPORTS if REPORTS[name].has_period]
    before = scope(reader, since=None, to=SINCE)
    found = answers(reader, names, scope(reader), by="channel", others=[before])
    horizon = {"as_of": AS_OF, "known_at": reader.known_at, "clock": "business"}
    for name, answer in found.items():
        alone = run(name, cohort_from=instant(SINCE), to=instant(TO), by="channel", **horizon)
        earlier = run(name, to=instant(SINCE), **horizon)
        assert answer.whole.figures == unlisted(alone["figures"])
        groups = {value: unlisted(figures) for value, figures in alone["groups"].items()}
        assert {str(part.value): part.figures for part in answer.parts} == groups
        assert [other.figures for other in answer.others] == [unlisted(earlier["figures"])]


def test_a_report_of_one_instant_has_no_other_periods(reader):
    found = answers(reader, ["backlog"], scope(reader, "backlog"), others=[scope(reader)])
    assert found["backlog"].others == []


def included(answer, name):
    """How many of the rows seen each count includes."""
    part = answer.whole
    counts = REPORTS[name].counts.items()
    return {key: int(count.includes(part.observed, part.view).sum()) for key, count in counts}


FIGURES = {
    "ttr": lambda f: {
        "started": f["n"],
        "open": f["n_open"],
        "closed": f["closed_only_biased"]["n"],
        "resolved": f["throughput"]["n"],
    },
    "closed-loop": lambda f: {
        **f["loops"],
        "eligible": f["eligible"],
        "closed": f["including_presumed"]["k"],
        "heard": f["agreed_share"]["n"],
        "contacted": f["contacted_within_48h"]["k"],
        "young": f["bounds"]["too_young"],
    },
    "promises": lambda f: {
        "due": f["n"],
        "kept": f["k"],
        "broken": f["n"] - f["k"],
        "waived": f["waived"],
        "superseded": f["superseded"],
    },
    "backlog": lambda f: {
        "all.all": f["backlog"],
        "all.stalled": f["stalled"],
        **{f"all.{band}": n for band, n in f["bands"].items()},
        **{f"{on}.all": n for on, n in f["waiting_on"].items()},
    },
    "reopens": lambda f: {"resolved": f["n"], "reopened": f["k"]},
    "channels": lambda f: {
        "tickets": f["tickets"],
        "chased": f["chasers"],
        "switched": f["switches"],
        "forced": f["forced_switches"],
    },
    "first-response": lambda f: {
        "waits": f["n"],
        "running": f["n_running"],
        "unanswered": f["n_unanswered"],
        "within": f["within_target"]["k"],
        "missed": f["within_target"]["n"] - f["within_target"]["k"],
    },
    "waits": lambda f: {"started": f["n"], "open": f["n_open"], **{part: of["n"] for part, of in f["parts"].items()}},
    "hand-offs": lambda f: {
        **f["runaround"]["causes"],
        "started": f["n"],
        "handed_on": f["at_least_one"]["k"],
        "runaround": f["runaround"]["k"],
    },
    "reasons": lambda f: {
        "started": f["n"],
        "untagged": f["tags"]["tickets_without"],
        "no_facts": f["facts"]["tickets_without"],
    },
    "workload": lambda f: {"open": f["open"]},
    "csat": lambda f: {"scored": f["n"], "good": f["k"], "low": f["low"]},
    "ces": lambda f: {"scored": f["n"], "good": f["k"], "low": f["low"]},
    "nps": lambda f: {"scored": f["n"], "low": f["low"]},
}
FIGURES["next-response"] = FIGURES["first-response"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_count_includes_what_the_figure_says(reader, name):
    answer = answers(reader, [name], scope(reader, name))[name]
    figures, counted = FIGURES[name](answer.whole.figures), included(answer, name)
    assert {key: counted[key] for key in figures} == figures
    assert any(figures.values())


def test_a_ticket_with_several_flags_is_stalled_once(reader):
    answer = answers(reader, ["stalled"], scope(reader, "stalled"))["stalled"].whole
    assert (
        counted(answer, "stalled") == answer.figures["stalled"] < included(Answer(answer, [], []), "stalled")["stalled"]
    )


def test_the_clocks_of_every_target_are_counted_ticket_by_ticket(reader):
    answer = answers(reader, ["sla"], scope(reader))["sla"]
    counted = included(answer, "sla")
    seen = answer.whole.observed.where(answer.whole.observed.kind == CLOCK)
    named = {code(name): name for name in (*TARGETS, *STATES)}
    having = Counter(
        (named[target], named[state]) for target, state in zip(seen.target.tolist(), seen.state.tolist(), strict=True)
    )
    assert having
    assert {key: n for key, n in counted.items() if key.endswith(tuple(f".{state}" for state in STATES)) and n} == {
        clock_of(target, state): having[target, state]
        for target in TARGETS
        for state in STATES
        if having[target, state]
    }


@pytest.mark.parametrize("name", REPORTS)
def test_behind_a_count_are_the_tickets_with_something_that_it_includes(reader, name):
    view, report = scope(reader, name), REPORTS[name]
    every = [(ticket.number, digest_of(ticket, reader.desk, view.as_of)) for ticket in reader.stories(with_facts=True)]
    tally = Tally(report, view, Told(every).facts(RELATIONS))
    for key, count in report.counts.items():
        having = tally.observed.ticket[count.includes(tally.observed, tally.view)]
        assert behind(reader, name, key, view).tickets.tolist() == sorted(set(having.tolist()))


def test_every_missed_clock_is_missed_by_some_band(reader):
    answer = answers(reader, ["sla"], scope(reader))["sla"]
    counted, figures = included(answer, "sla"), answer.whole.figures["missed_by"]
    assert {name: counted[f"by.{name}"] for name in figures["bands"]} == {
        n: f["k"] for n, f in figures["bands"].items()
    }
    assert sum(band["k"] for band in figures["bands"].values()) == figures["n"] == counted["breached"] > 0


def test_behind_a_part_are_its_tickets_only(reader):
    view = scope(reader)
    channels = {one.number: one.channel for one in behind(reader, "ttr", "started", view).rows(view)}
    assert len(set(channels.values())) > 1
    chats = [one.number for one in behind(reader, "ttr", "started", view, by="channel", part=["chat"]).rows(view)]
    assert chats == [key for key, channel in channels.items() if channel == "chat"] != []


def in_chat(facts, seen):
    return facts.part("channel", seen) == code("chat")


def test_who_looks_at_some_tickets_only_gets_their_figures_and_their_tickets(reader):
    view = scope(reader)
    split = {part.value: part for part in answers(reader, ["ttr"], view, by="channel")["ttr"].parts}
    chats = answers(reader, ["ttr"], view, keep=in_chat)["ttr"]
    assert chats.whole.figures == split["chat"].figures
    kept = behind(reader, "ttr", "started", view, keep=in_chat)
    assert len(kept.tickets) == chats.whole.figures["n"]


def test_the_tickets_with_a_decided_target_are_those_that_met_all_of_them_and_those_that_did_not(reader):
    view = scope(reader, "sla")
    found = {name: set(behind(reader, "sla", name, view).tickets.tolist()) for name in ("decided", "met", "breached")}
    figures = answers(reader, ["sla"], view)["sla"].whole.figures["tickets"]
    assert (len(found["decided"]), len(found["met"])) == (figures["n"], figures["k"])
    assert found["decided"] == found["met"] | found["breached"]
    assert not found["met"] & found["breached"]


def test_a_channels_contacts_are_counted_one_by_one(reader):
    answer = answers(reader, ["channels"], scope(reader))["channels"]
    counted = included(answer, "channels")
    for channel, figures in answer.whole.figures["channels"].items():
        told = {"first": "tickets", "contact": "contacts", "chaser": "chasers", "switch": "switches"}
        told["forced"] = "forced_switches"
        assert {name: counted[f"{channel}.{name}"] for name in told} == {n: figures[key] for n, key in told.items()}
