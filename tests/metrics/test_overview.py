"""The overview: every figure is that of its report, beside the periods before, and nothing is said that cannot be."""

import json
import re
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.management import call_command

from metrics.overview.headlines import HEADLINES
from metrics.reports import REPORTS, words
from tests import make
from tests.histories import random_desk
from tests.metrics.paging import Page, closed, line
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
ASKED = {"from": "2025-03-11", "to": "2025-04-08", "as_of": "2025-05-30", "clock": "business"}


@pytest.fixture
def vera(client):
    """A manager who has signed in."""
    person = make.person("vera", Role.MANAGER, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def sixty():
    """Sixty tickets that nobody thought of, from 10 March 2025 on."""
    make.desk()
    make.take(random_desk(7, 60))


def tiles(client, **asked):
    """What the page made of each headline figure, by name."""
    found = client.get("/reports/", ASKED | asked).context["tiles"]
    return {tile.headline.name: tile for tile in found.values()}


# --- Every figure is its report's -------------------------------------------------------------


def printed(name, **more):
    """The figures of `manage.py report NAME --json`."""
    period = {"cohort_from": ASKED["from"], "to": ASKED["to"]} if REPORTS[name].has_period else {}
    out = StringIO()
    call_command("report", name, json=True, stdout=out, clock="business", as_of=ASKED["as_of"], **(period | more))
    return json.loads(out.getvalue())["figures"]


def share(figures):
    """A rate in the words of the page."""
    return words.percent(figures["rate"]) if figures["n"] else ""


def median(figures):
    """A median in the words of the page."""
    return words.duration(figures["median"]) if figures["median"] is not None else "not reached" if figures["n"] else ""


def signed(points):
    """With the page's minus sign."""
    return f"{points:+.1f}".replace("-", "−") if round(points, 1) else "0.0"


SAYS = {
    "ttr": median,
    "closed-loop": lambda f: share(f["closed_loop_rate"]),
    "promises": share,
    "stalled": lambda f: str(f["stalled"]),
    "first-response": median,
    "next-response": median,
    "sla": lambda f: share(f["tickets"]),
    "asked-again": lambda f: share(f["reask_rate"]),
    "reopened": share,
    "contacted": lambda f: share(f["contacted_within_48h"]),
    "contacts": lambda f: f"{f['contacts'] / f['tickets']:.2f}",
    "forced": lambda f: words.percent(f["forced_switches"] / f["switches"]),
    "csat": share,
    "nps": lambda f: signed(f["nps"]) if f["n"] else "",
    "ces": share,
}


@pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.name)
def test_a_figure_is_that_of_its_report(vera, sixty, headline):
    found = tiles(vera)[headline.name].value
    assert found == SAYS[headline.name](printed(headline.report))
    assert found


def test_the_figures_are_fifteen_and_stand_on_the_page(vera, sixty):
    page = Page(vera.get("/reports/", ASKED))
    assert len(HEADLINES) == len(SAYS) == 15
    for tile in tiles(vera).values():
        assert f"{tile.headline.title} info" in page.words
        assert str(tile.headline.definition) in page.words
        assert f" {tile.value} " in page.words
    assert re.search(r"\d of 15 figures moved by more than noise", page.words)


def test_the_period_before_is_that_of_its_report(vera, sixty):
    before = {"cohort_from": "2025-02-11", "to": "2025-03-11"}
    ttr, levels = printed("ttr", **before), printed("sla", **before)["tickets"]
    found = tiles(vera)
    assert found["ttr"].before == f"4 weeks before: {median(ttr)}, n {ttr['n']}"
    assert found["sla"].before == f"4 weeks before: {share(levels)}, n {levels['n']}"
    assert found["promises"].before == "4 weeks before: nothing to count"
    assert printed("promises", **before)["n"] == 0 < ttr["n"]


def test_the_tables_are_those_of_their_reports(vera, sixty):
    context = vera.get("/reports/", ASKED).context
    targets, backlog = printed("sla")["targets"], printed("backlog")
    assert len(context["levels"]) == len(targets)
    for level in context["levels"]:
        of_target = targets[parse_qs(urlsplit(level.reached.href).query)["count"][0].partition(".")[0]]
        assert (level.reached.text, level.n) == (share(of_target), of_target["n"])
        assert (level.missed.text, level.pending.text) == (
            str(of_target["n"] - of_target["k"]),
            str(of_target["pending"]),
        )
    rows = context["backlog"]
    assert [row.every.n for row in rows] == [*backlog["waiting_on"].values(), backlog["backlog"]]
    assert [cell.n for cell in rows[-1].cells] == list(backlog["bands"].values())
    assert rows[-1].stalled.n == backlog["stalled"]


def test_the_headline_cards_are_those_of_their_reports(vera, sixty):
    context = vera.get("/reports/", ASKED).context
    ttr, loop, stalled = printed("ttr"), printed("closed-loop"), printed("stalled")
    assert (ttr["median"], ttr["p90"]) == (None, None)
    over = f"longer than {words.duration(ttr['oldest'])}, the oldest"
    assert (context["resolution"]["p90"], context["resolution"]["over"]) == (
        "not reached",
        {"median": over, "p90": over},
    )
    assert context["resolution"]["open"].text == str(ttr["n_open"])
    assert context["resolution"]["closed"].text == words.duration(ttr["closed_only_biased"]["median"])
    assert sum(int(channel["n"].text) for channel in context["resolution"]["channels"]) == ttr["n"]
    assert context["loop"]["presumed"].text == share(loop["including_presumed"])
    assert {part["name"]: int(part["n"].text) for part in context["loop"]["standings"]} == loop["loops"]
    assert context["stalled"]["n"] == stalled["stalled"]


def test_every_link_leads_to_a_count_that_its_report_has(vera, sixty):
    page = Page(vera.get("/reports/", ASKED))
    lists = [parse_qs(urlsplit(link).query) for link in page.links if "/reports/tickets/" in link]
    assert len(lists) > 60
    for asked in lists:
        assert asked["count"][0] in REPORTS[asked["report"][0]].counts
        fixed = ASKED | {"as_of": "2025-05-29T22:00:00Z"}
        assert {name: asked[name][0] for name in ASKED} == fixed
    reports = {urlsplit(link).path for link in page.links if re.match(r"/reports/[a-z-]+/", link)} - {
        "/reports/tickets/",
        "/reports/mails/new/",
    }
    assert reports == {
        f"/reports/{name}/"
        for name in {headline.report for headline in HEADLINES} | {"backlog", "all", "definitions", "data-quality"}
    }


def test_it_offers_periods_by_their_names_and_a_link_that_lasts(vera, sixty):
    page = Page(vera.get("/reports/", ASKED))
    assert "Last 90 days" in page.words
    (lasting,) = (link for link, text in page.links.items() if text == "Lasting link")
    assert parse_qs(urlsplit(lasting).query)["as_of"] == ["2025-05-29T22:00:00Z"]
    again, first = (
        vera.get(path, asked).context for path, asked in ((f"/reports/{lasting}", {}), ("/reports/", ASKED))
    )
    assert (again["verdict"].text, again["open"]) == (first["verdict"].text, first["open"])


# --- What changed -----------------------------------------------------------------------------


def mails(key, day, hours, number):
    """Tickets of one day, each answered and resolved after so many hours."""
    for one in range(number):
        ticket = f"{key}{one}"
        yield line(ticket, "contact", day, channel="email")
        at = f"2025-03-{day:02}T{10 + hours:02}:00:00+01:00"
        yield line(ticket, "answer", day, by="ana", channel="email") | {"at": at}
        yield line(ticket, "resolve", day, by="ana") | {"at": at}


WEEK = {"from": "2025-03-10", "to": "2025-03-17", "as_of": "2025-03-24"}


def test_what_got_better_by_more_than_noise_is_said_first(vera):
    make.desk()
    make.take([*mails("old", 5, 4, 30), *mails("new", 12, 1, 30)])
    found = tiles(vera, **WEEK)
    assert found["first-response"].verdict.kind == "better"
    assert found["first-response"].verdict.text == "3 h 00 min shorter: better, more than noise"
    assert found["first-response"].before == "1 week before: 4 h 00 min, n 30"
    page = Page(vera.get("/reports/", ASKED | WEEK))
    assert "3 of 15 figures moved by more than noise" in page.words
    assert "Time to resolution, shorter" in page.words
    assert "Service levels reached, more" in page.words
    assert "worse" not in page.words


def test_what_got_worse_is_called_so(vera):
    make.desk()
    make.take([*mails("old", 5, 1, 30), *mails("new", 12, 4, 30)])
    assert tiles(vera, **WEEK)["first-response"].verdict.text == "3 h 00 min longer: worse, more than noise"
    assert "First response, longer (worse)" in Page(vera.get("/reports/", ASKED | WEEK)).words


def test_what_stayed_is_within_noise(vera):
    make.desk()
    make.take([*mails("old", 5, 2, 30), *mails("new", 12, 2, 31)])
    assert tiles(vera, **WEEK)["ttr"].verdict.text == "the same median, within noise"
    assert "0 of 15 figures moved by more than noise" in Page(vera.get("/reports/", ASKED | WEEK)).words


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (30, 29, "n under 30: read with care"),
        (29, 30, "too few to compare: under 30"),
        (0, 30, "nothing to compare with"),
    ],
)
def test_of_few_no_verdict_is_given(vera, old, new, said):
    make.desk()
    make.take([*mails("old", 5, 4, old), *mails("new", 12, 1, new)])
    found = tiles(vera, **WEEK)["ttr"]
    assert found.verdict.text == said
    assert not found.verdict.moved


def test_eight_periods_are_told_from_the_oldest_to_the_one_looked_at(vera):
    make.desk()
    make.take([*mails("old", 5, 4, 2), *mails("new", 12, 1, 2)])
    found = tiles(vera, **WEEK)["ttr"]
    (falls,) = found.spark.lines
    assert [point.split(",")[1] for point in falls.split()] == ["4.0", "24.0"]
    assert found.spark.last == (92.0, 24.0)
    assert found.spoken.split(": ")[1].split("; ") == ["nothing to count"] * 6 + ["4 h 00 min", "1 h 00 min"]


# --- Nothing, one, few ------------------------------------------------------------------------


def test_an_empty_desk_says_so_in_words(vera):
    page = Page(vera.get("/reports/", ASKED))
    for headline in HEADLINES:
        if headline.name != "stalled":
            assert str(headline.nothing) in page.words
    assert "No ticket is stalled" in page.words
    assert "No ticket is open at this instant." in page.words
    assert "0 of 15 figures moved by more than noise" in page.words
    assert "0.0 %" not in page.words
    assert "None" not in page.words


def test_one_ticket_is_one_and_to_be_read_with_care(vera):
    make.desk()
    make.take(list(closed("A", 12, confirmed=True)))
    page = Page(vera.get("/reports/", ASKED))
    assert tiles(vera)["ttr"].value == "8 h 00 min"
    assert "n 1, 0 still open" in page.words
    assert "n under 30: read with care" in page.words
    assert "Confirmed by the customer 100.0 %" in page.words


def test_too_many_open_ones_are_said_to_be_too_many(vera):
    make.desk()
    make.take([*closed("A", 12), line("B", "contact", 13, channel="chat"), line("C", "contact", 14, channel="chat")])
    page = Page(vera.get("/reports/", ASKED))
    assert tiles(vera)["ttr"].value == "not reached"
    assert "n 3, 2 still open" in page.words


def test_who_is_too_young_is_told_with_bounds(vera):
    make.desk()
    make.take([*closed("A", 12, confirmed=True), *closed("B", 25)])
    words_of_page = Page(vera.get("/reports/", ASKED | {"as_of": "2025-03-30"})).words
    assert "1 ticket younger, not confirmed: with them taken either way 50.0–100.0 %." in words_of_page


# --- Who, and what cannot be meant ------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_the_overview_is_for_everybody_who_works_at_the_desk(client, role):
    person = make.person("somebody", role, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/reports/").status_code == 200


@time_machine.travel("2025-03-10T22:30:00+01:00", tick=False)
def test_left_empty_the_last_four_weeks_are_shown_as_of_now_in_business_hours(vera):
    make.desk()
    response = vera.get("/reports/")
    told = "Period: from 2025-02-11 00:00:00 to before 2025-03-11 00:00:00 · as of 2025-03-10 22:30:00 · known at 2025-03-10"
    assert told in Page(response).words
    assert response.context["view"].clock == "business"


def test_the_overview_is_not_split(vera):
    names = [given.get("name") for tag, given in Page(vera.get("/reports/", ASKED)).tags if tag in ("input", "select")]
    assert "by" not in names


def test_the_page_needs_no_style_and_no_script_of_its_own(vera, sixty):
    main = vera.get("/reports/", ASKED).content.decode().partition('id="content-main"')[2].partition("</main>")[0]
    assert "style=" not in main
    assert "<script>" not in main


# --- What it costs ----------------------------------------------------------------------------

# Session and person; hours, limits, targets; merges; the candidates: four of what stands open, three of what was flagged, and
# those of the period, since and ever; their keys, and a chunk's digests and lines; flags seen and unseen; counts, teams and saved views; and
# three times whether something of the data needs a look.


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_the_number_of_tickets(vera, django_assert_num_queries, number):
    make.desk()
    make.take([line(key, "contact", 12, channel="chat") for key in "ABC"[:number]])
    vera.get("/reports/", ASKED)
    make.forget_desk()
    with django_assert_num_queries(29):
        vera.get("/reports/", ASKED)
