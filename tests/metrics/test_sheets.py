"""A page for each report: every figure is the one that the command prints, with much, with one ticket and with none."""

import csv
import json
from io import StringIO
from itertools import dropwhile
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command

from metrics.reports import REPORTS
from metrics.sheets import FAMILIES, SHEETS
from metrics.sheets.figures import Mean
from tests import make
from tests.histories import random_desk
from tests.metrics.paging import MARCH, Page, line, show
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
LASTING = MARCH | {"known_at": "2025-12-31", "clock": "business"}


def test_every_report_has_a_page():
    assert set(SHEETS) == set(REPORTS)


@pytest.fixture
def much():
    """Thirty tickets that nobody thought of."""
    make.desk()
    make.take(random_desk(11, 30))


def printed(name, by=None):
    """What the command prints for March."""
    period = ["--from", MARCH["from"], "--to", MARCH["to"]] if REPORTS[name].has_period else []
    horizon = ["--as-of", LASTING["as_of"], "--known-at", LASTING["known_at"], "--clock", "business"]
    split = ["--by", by] if by else []
    out = StringIO()
    call_command("report", name, *period, *horizon, *split, "--json", stdout=out)
    return json.loads(out.getvalue())


def leaves(figures):
    """Every value that was printed, as a file has it."""
    if isinstance(figures, dict):
        return set().union(*(leaves(value) for value in figures.values()))
    if isinstance(figures, list):
        return set().union(*map(leaves, figures))
    return {"" if figures is None else str(figures)}


def parts(client, name, by):
    """The lines of the table by parts, each with its columns, as the file has them."""
    text = client.get(f"/reports/{name}/csv", LASTING | {"by": by}).getvalue().decode("utf-8-sig")
    rows = list(dropwhile(lambda row: "".join(row).lower() != "by first channel", csv.reader(text.splitlines())))[1:]
    heads, lines = rows[0], rows[1 : rows.index([])] if [] in rows else rows[1:]
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in lines}


OF_THE_CURVE = ("95 % from, seconds", "95 % to, seconds")  # an interval that the command does not print
NAMED_OTHERWISE = {"promises": ("Broken",)}  # due minus kept


@pytest.mark.parametrize("name", SHEETS)
def test_every_figure_of_every_part_is_what_the_command_prints(vera, much, name):
    answer, found = printed(name, "channel"), parts(vera, name, "channel")
    assert len(found) == 1 + len(answer["groups"])
    for part, figures in {"all": answer["figures"], **answer["groups"]}.items():
        shown = found[part.replace("_", " ").capitalize()]
        own = {
            head: value
            for head, value in shown.items()
            if not head.endswith(OF_THE_CURVE) and head not in NAMED_OTHERWISE.get(name, ())
        }
        assert own
        assert set(own.values()) - {""} <= leaves(figures), part


def test_the_main_figures_stand_in_the_columns_that_name_them(vera, much):
    found = parts(vera, "ttr", "channel")["All"]
    figures = printed("ttr")["figures"]
    heads = ("n", "Still open", "Oldest, seconds", "Closed only (biased), seconds")
    closed = figures["closed_only_biased"]["median"]
    assert [found[head] for head in heads] == [
        str(n) for n in (figures["n"], figures["n_open"], figures["oldest"], closed)
    ]
    found = parts(vera, "promises", "channel")["All"]
    figures = printed("promises")["figures"]
    assert found["Kept, share"] == str(figures["rate"])
    assert found["Broken"] == str(figures["n"] - figures["k"])


ELSEWHERE = {
    "promises": {"broken"},
    "stalled": {"detection_lag_p90", "missed"},
    "sla": {"targets"},
}  # not on every desk


@pytest.mark.parametrize("name", SHEETS)
def test_every_figure_stands_where_the_command_prints_it(vera, much, name):
    figures = printed(name)["figures"]
    for figure in [*SHEETS[name].heads, *SHEETS[name].columns]:
        here, path = figures, [step for step in figure.path.split("/") if step]
        while path and path[0] not in ELSEWHERE.get(name, ()):
            here = here[path.pop(0)]


def test_a_parts_figure_opens_the_tickets_of_the_part_and_a_nought_opens_nothing(vera, march):
    page = show(vera, "/reports/ttr/", by="channel")
    chats = [link for link in page.links if "part=chat" in link and "count=started" in link]
    assert [page.links[link] for link in chats] == ["2"]
    assert ", Chat: 2 tickets" in Page(vera.get(chats[0])).words
    assert not [link for link in page.links if "part=email" in link and "count=open" in link]


@pytest.mark.parametrize("name", SHEETS)
def test_a_page_says_what_it_answers_as_of_when_and_by_which_definition(vera, much, name):
    page = show(vera, f"/reports/{name}/", by="channel")
    sheet = SHEETS[name]
    for said in (sheet.question, *(figure.label for figure in sheet.heads), *sheet.definition):
        assert str(said) in page.words
    assert f"Definitions, section {sheet.section}." in page.words
    period = "Period: from 2025-03-01 00:00:00 to before 2025-04-01 00:00:00"
    assert (period in page.words) == REPORTS[name].has_period
    assert "known at 20" in page.words


@pytest.mark.parametrize("name", SHEETS)
def test_numbers_open_as_many_tickets_as_they_say(vera, much, name):
    """Where a number counts tickets; contacts, waits and promises may be several of one."""
    page = show(vera, f"/reports/{name}/")
    lists = [link for link in page.links if "/reports/tickets/" in link]
    assert lists or name in ("nps",)
    tested = 0
    for link in lists:
        count = parse_qs(urlsplit(link).query)["count"][0]
        if page.links[link].isdigit() and tested < 4 and count in OF_TICKETS:
            tested += 1
            assert f": {page.links[link]} ticket" in Page(vera.get(link)).words, count


OF_TICKETS = {"started", "open", "resolved", "eligible", "all.all", "stalled", "decided", "scored", "R4"}
OF_TICKETS |= {"us", "customer", "handed_on_twice", "forced_switch", "untagged", "no_facts"}


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_of_nothing_is_words_and_nothing_is_drawn(vera, name):
    make.desk()
    page = show(vera, f"/reports/{name}/", by="team")
    assert "0.0 %" not in page.words
    assert "None" not in page.words.partition("What to look at")[2]
    assert not [given for tag, given in page.tags if tag == "canvas"]
    if REPORTS[name].has_period:
        assert "There is nothing to draw in this period." in page.words


@pytest.mark.parametrize("name", SHEETS)
def test_a_single_ticket_is_told_with_care(vera, name):
    make.desk()
    make.take([line("A", "contact", 3, channel="chat"), line("A", "answer", 3, 1, by="ana", channel="chat")])
    words = show(vera, f"/reports/{name}/", by="channel").words
    has_a_rate = name in OF_A_RATE
    assert ("n under 30: read with care" in words) == has_a_rate


OF_A_RATE = ("ttr", "first-response", "closed-loop", "sla", "hand-offs", "workload", "customers")


def test_closed_only_figures_are_called_biased(vera, much):
    assert "Closed only (biased)" in show(vera, "/reports/ttr/").words
    assert "Answered only (biased)" in show(vera, "/reports/first-response/").words


@pytest.mark.parametrize("name", SHEETS)
def test_a_chart_has_its_figures_as_a_table_and_words_for_who_cannot_see_it(vera, much, name):
    page = show(vera, f"/reports/{name}/", every="week")
    charts = [given for tag, given in page.tags if tag == "canvas"]
    for chart in charts:
        assert "the table below has the same figures" in chart["aria-label"]
        value = json.loads(chart["data-value"])
        looks = [(str(line.get("borderDash")), line.get("pointStyle")) for line in value["datasets"]]
        assert len(looks) - len(set(looks)) <= 1  # the two ends of an interval look alike
        assert all(len(line["data"]) == len(value["labels"]) for line in value["datasets"])
    assert charts or name == "nps"


def test_the_trend_of_service_levels_draws_each_target(vera, much):
    page = show(vera, "/reports/sla/", every="week")
    (value,) = [json.loads(given["data-value"]) for tag, given in page.tags if tag == "canvas"]
    labels = [line["label"] for line in value["datasets"]]
    assert labels[0] == "Tickets with no target missed"
    assert len(labels) == 1 + len(printed("sla")["figures"]["targets"])


def test_a_bucket_is_a_period_of_its_own(vera, much):
    page = show(vera, "/reports/ttr/", every="week")
    weeks = {parse_qs(urlsplit(link).query)["from"][0] for link in page.links if "/reports/tickets/" in link}
    assert {"2025-03-10", "2025-03-17"} <= weeks


# --- Filters, links ------------------------------------------------------------------------------


def test_filters_leave_only_the_tickets_that_were_asked_for(vera, march):
    assert "Tickets 4" in show(vera, "/reports/ttr/").words
    assert "Tickets 2" in show(vera, "/reports/ttr/", channel="chat").words
    assert "no tickets" in show(vera, "/reports/ttr/", channel="chat", priority="urgent").words
    assert "Tickets 4" in show(vera, "/reports/ttr/", team="none").words


def test_a_filter_goes_along_to_the_tickets(vera, march):
    page = show(vera, "/reports/ttr/", channel="chat")
    link = next(link for link in page.links if "count=started" in link)
    assert ": 2 tickets" in Page(vera.get(link)).words


def test_the_api_is_offered_for_what_it_can_answer(vera, march):
    links = show(vera, "/reports/ttr/", known_at="2025-12-31").links
    api = next(link for link, text in links.items() if text == "JSON")
    assert vera.get(api).json()["figures"]["n"] == 4
    assert "JSON" not in show(vera, "/reports/ttr/", channel="chat").links.values()
    instant = next(link for link, text in show(vera, "/reports/backlog/").links.items() if text == "JSON")
    assert vera.get(instant).json()["figures"]["backlog"] == 1


def test_the_lasting_link_shows_the_same_after_a_late_entry(vera, march):
    page = show(vera, "/reports/ttr/", by="channel", known_at="2025-05-01")
    link = next(link for link, text in page.links.items() if text == "Lasting link")
    assert {"from", "to", "as_of", "known_at", "clock", "by", "every"} == set(parse_qs(urlsplit(link).query))
    make.take([line("E", "contact", 7, channel="chat", recorded_at="2025-05-02T08:00:00Z")])
    assert "Tickets 4" in Page(vera.get(link)).words
    assert "Tickets 5" in show(vera, "/reports/ttr/").words


def test_all_reports_are_named_with_their_questions(vera):
    page = show(vera, "/reports/all/")
    for family in FAMILIES:
        assert str(family.title) in page.words
        for sheet in family.sheets:
            assert f"{sheet.title} {sheet.question}" in page.words
            assert f"/reports/{sheet.name}/" in page.links


def test_a_page_leads_to_the_others_with_the_same_question(vera):
    links = show(vera, "/reports/ttr/", clock="calendar").links
    other = next(link for link, text in links.items() if text == "Promises")
    assert {"from=2025-03-01", "clock=calendar"} <= set(urlsplit(other).query.split("&"))


# --- Who, what cannot be meant, what it costs -----------------------------------------------------

PATHS = [
    "/reports/all/",
    "/reports/tickets/csv",
    *(f"/reports/{name}/{end}" for name in SHEETS for end in ("", "xlsx")),
]


def signed_in(client, role):
    """Somebody of ours who owns nothing and is in no team."""
    client.force_login(
        make.person("somebody", role, is_staff=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.AGENT, Role.READ_ONLY])
def test_every_page_and_every_file_is_for_everybody_of_ours(client, role):
    make.desk()
    somebody = signed_in(client, role)
    assert {somebody.get(path).status_code for path in PATHS} == {200}


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.AGENT])
@pytest.mark.parametrize("name", SHEETS)
def test_who_owns_nothing_sees_the_figures_of_an_empty_desk(client, march, name, role):
    page = show(signed_in(client, role), f"/reports/{name}/", by="channel")
    assert not [link for link in page.links if "/reports/tickets/" in link]
    assert not [given for tag, given in page.tags if tag == "canvas"]
    assert "Your own figures" in page.words or "Figures of your teams: none." in page.words


def test_a_stranger_is_asked_to_sign_in_for_each(client):
    assert {urlsplit(client.get(path).url).path for path in PATHS} == {"/admin/login/"}


@pytest.mark.parametrize("path", ["/reports/speed/", "/reports/speed/csv", "/reports/ttr/pdf", "/reports/tickets/pdf"])
def test_there_is_no_such_page(vera, path):
    assert vera.get(path, MARCH).status_code == 404


@pytest.mark.parametrize("path", ["/reports/ttr/", "/reports/ttr/csv", "/reports/tickets/csv"])
def test_what_cannot_be_meant_is_said_and_no_file_is_made(vera, path):
    response = vera.get(path, MARCH | {"clock": "lunar"})
    assert response.status_code == 400
    assert "lunar is not one of the available choices." in Page(response).words


@pytest.mark.parametrize("name", SHEETS)
def test_an_average_says_that_it_is_one(name):
    sheet = SHEETS[name]
    shown = [*sheet.heads, *sheet.columns, *sheet.main, *(figure for panel in sheet.panels for figure in panel.columns)]
    means = [str(figure.label) for figure in shown if isinstance(figure, Mean)]
    assert all("on average" in label or label == "Mean" for label in means)


STATEMENTS = (
    dict.fromkeys(SHEETS, 15)  # one says whether figures may be split by agent, one what came after the period's end
    | {
        "backlog": 20,
        "stalled": 22,
        "customers": 15,
        "sla": 19,
    }  # unresolved ones are looked for, splits, and what ended lately
    | dict.fromkeys(["promises", "csat", "ces", "nps"], 12)
)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("name", SHEETS)
def test_a_page_costs_the_same_whatever_the_number_of_tickets(vera, django_assert_num_queries, name, number):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat") for key in "ABC"[:number]])
    vera.get(f"/reports/{name}/", MARCH)
    make.forget_desk()
    with django_assert_num_queries(STATEMENTS[name]):
        vera.get(f"/reports/{name}/", MARCH)
