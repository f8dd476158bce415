"""The page of one customer's journey: what it says, who may see it, its parts, its files, and what it costs."""

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client

from metrics.pages import customer as customer_page
from tests import make
from tests.metrics.explain.told import line
from tests.metrics.journey.conftest import MIA, number
from tests.metrics.paging import Page
from tests.yardstick import within_cpu
from tickets.actions.customers import merging
from tickets.models import Customer, Team
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
HORIZON = {"as_of": "2025-03-13T10:00:00Z"}
FORMATS = (
    "/reports/customers/{}/",
    "/reports/customers/{}/csv",
    "/reports/customers/{}/xlsx",
    "/api/v1/metrics/customers/{}",
)


def get(client, customer, address=FORMATS[0], **asked):
    return client.get(address.format(getattr(customer, "pk", customer)), HORIZON | asked)


def words(response):
    """The page's own words."""
    assert response.status_code == 200
    return Page(response).words.partition("arrow_back")[2]


def told(client, customer, **asked):
    return words(get(client, customer, **asked))


# --- What it says -----------------------------------------------------------------------------


def test_it_says_who_it_is_since_when_and_how_they_came(vera, mia):
    text = told(vera, mia)
    assert "mia@example.org help claimed known since 3 March 2025 first came by Chat" in re.sub(
        r"helpc", "help c", text
    )


def test_it_says_that_they_are_at_risk_and_why(vera, mia):
    text = told(vera, mia)
    assert f"A broken promise is still owed: #{number('A')}, since 2025-03-04 10:00" in text
    assert f"Their last score is low: #{number('A')}, since 2025-03-07 12:00" in text
    assert "Not at risk" not in text
    leo = Customer.objects.get(identities__value="leo@example.org")
    assert "Not at risk" in told(vera, leo)


def test_the_headline_figures_have_their_n(vera, mia):
    text = re.sub(r"priority_high", "", told(vera, mia))
    for said in (
        "Tickets 2 1 unresolved",
        "Contacts per ticket 2.5 5 contacts, 2 tickets",
        "Chasers 2 of 5 contacts",
        "Waited for us, business hours 51 h 00 min 147 h 00 min calendar, 2 tickets",
        "Promises kept 1 of 2 1 broken, 1 owed now",
        "Forced channel changes 1 of 1 changes of channel",
        "Asked again 0 of 1 repeat contacts that a person answered",
        f"Last CSAT 2 #{number('A')}, 2025-03-07 12:00",
        "1 ticket is in none of them",
    ):
        assert said in text, said


def test_the_last_score_of_all_tickets_counts_and_what_spam_was_promised_does_not(vera, mia):
    due = make.at("14 10:00").isoformat()
    make.take(
        [
            line("B5", "12 10:00", "feedback", "B", survey="csat", score=5),
            line("S3", "12 10:01", "promise", "S", by="ana", text="nothing", due_at=due),
        ]
    )
    text = told(vera, mia)
    assert f"Last CSAT 5 #{number('B')}, 2025-03-12 10:00" in text
    assert "1 broken, 1 owed now" in text
    assert "Their last score is low" not in text


def test_the_table_tells_every_line_the_newest_first_and_leads_to_its_ticket_and_its_explanation(vera, mia):
    page = Page(get(vera, mia))
    assert "All that happened, the newest first : 25 lines" in page.words.replace("first:", "first :")
    instants = re.findall(r"(2025-03-\d\d \d\d:\d\d) #\d+ ", page.words.partition("What it meant")[2])
    assert len(instants) == 25
    assert instants == sorted(instants, reverse=True)
    explained = [link for link in page.links if link.startswith("/reports/explain/")]
    assert len(explained) > 10
    for link in explained:
        assert vera.get(link).status_code == 200, link
    for key in "ABS":
        assert any(link.startswith(f"/admin/tickets/ticket/{number(key)}/change/") for link in page.links)


def test_what_a_customer_wrote_stays_text(vera, mia):
    assert "<b>bill</b>" not in get(vera, mia).content.decode()
    assert "A <b>bill</b>." in told(vera, mia)


def test_every_lane_says_whose_move_it_was_and_where_its_words_stand(vera, mia):
    page = Page(get(vera, mia))
    drawings = [given["aria-label"] for tag, given in page.tags if tag == "svg" and given.get("role") == "img"]
    assert drawings[-1] == f"#{number('A')}, 2025-03-03, resolved 2025-03-07, drawn: 16 lines, told in the table below"
    moves = [given["class"] for tag, given in page.tags if tag == "rect" and "j-move" in given.get("class", "")]
    assert {"j-move j-move-us", "j-move j-move-nobody"} <= set(moves)


def test_it_looks_as_of_an_instant_and_by_what_was_known(vera, mia):
    text = told(vera, mia, as_of="2025-03-04T08:00:00Z")
    assert "Chasers 0 of 1 contact " in text
    assert "Not at risk" in text
    assert "Nothing of this customer was known at that instant." in told(vera, mia, known_at="2025-03-01")


@pytest.mark.parametrize("asked", [{"as_of": "yesterday"}, {"known_at": "2099-01-01"}])
def test_what_cannot_be_meant_is_refused_with_the_reason(vera, mia, asked):
    for address in FORMATS[:3]:
        response = get(vera, mia, address, **asked)
        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()


def test_its_lasting_link_says_the_same_whatever_happens_later(vera, mia):
    links = Page(get(vera, mia, known_at="2025-03-14T10:00:00Z")).links
    link = next(link for link, word in links.items() if word == "Lasting link")
    before = words(vera.get(link))
    make.receive("20 10:00", "Noted late.", email="mia@example.org", occurred_at=make.at("12 11:00"))
    assert words(vera.get(link)) == before
    assert told(vera, mia) != before


# --- Who may see it ---------------------------------------------------------------------------


@pytest.fixture
def people(mia):
    """Mia's ticket A is Ana's and of the first line; B and S are nobody's. Gives a browser for each."""
    line_one, other = (Team.objects.create(name=name, slug=name) for name in ("first", "other"))
    browsers = {}
    for name, role, team in (
        ("ana", Role.AGENT, line_one),
        ("kim", Role.AGENT, line_one),
        ("lea", Role.TEAM_LEAD, line_one),
        ("lou", Role.TEAM_LEAD, other),
        ("max", Role.MANAGER, None),
        ("adi", Role.ADMINISTRATOR, None),
        ("otto", Role.READ_ONLY, None),
    ):
        person = make.person(name)
        person.role, person.is_staff, person.is_active = role, True, True
        person.save()
        person.teams.set([team] if team else [])
        browsers[name] = Client()
        browsers[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    boss = make.person("max")
    make.do("assign", number("A"), by=boss, at=make.at("13 10:00"), team=line_one, to=make.person("ana"))
    return browsers


@pytest.mark.parametrize("address", FORMATS)
@pytest.mark.parametrize(
    ("name", "tickets"),
    [("ana", "A"), ("kim", ""), ("lea", "A"), ("lou", ""), ("max", "ABS"), ("adi", "ABS"), ("otto", "ABS")],
)
def test_each_sees_of_the_tickets_that_their_figures_count_and_nothing_of_a_customer_without_one(
    people, mia, name, tickets, address
):
    response = get(people[name], mia, address)
    assert response.status_code == (200 if tickets else 404)
    if not tickets:
        return
    found = set()
    if address.endswith("xlsx"):
        text = ZipFile(BytesIO(b"".join(response.streaming_content))).read("xl/worksheets/sheet1.xml").decode()
        found = {key for key in "ABS" if re.search(rf'<c r="B\d+"><v>{number(key)}</v>', text)}
    elif address.endswith("csv"):
        rows = list(csv.reader(StringIO(response.getvalue().decode())))[4:]
        found = {key for key in "ABS" if str(number(key)) in {row[1] for row in rows}}
    elif address.startswith("/api"):
        found = {key for key in "ABS" if number(key) in {lane["ticket"] for lane in response.json()["lanes"]}}
    else:
        found = {key for key in "ABS" if f"/admin/tickets/ticket/{number(key)}/" in response.content.decode()}
    assert found == set(tickets)


def test_the_figures_are_of_these_tickets_alone(people, mia):
    assert "Tickets 1 0 unresolved" in told(people["lea"], mia)
    assert "Tickets 2 1 unresolved" in told(people["max"], mia)
    assert "Figures of your teams: first." in words(get(people["lea"], mia))


@pytest.mark.parametrize("address", FORMATS)
def test_who_is_not_there_is_missing_and_who_has_not_signed_in_is_asked_to(vera, mia, address):
    assert get(vera, 10**6, address).status_code == 404
    assert get(vera, 10**30, address).status_code == 404
    assert get(Client(), mia, address).status_code in (302, 401)
    assert vera.post(address.format(mia.pk)).status_code == 405


def test_of_whom_was_merged_away_the_page_is_that_of_whom_they_became(vera, people, mia):
    leo = Customer.objects.get(identities__value="leo@example.org")
    merging.merge_customers(leo, into=mia, by=make.person("max"), at=make.at("14 10:00"))
    response = get(vera, leo)
    assert (response.status_code, response.url.partition("?")[0]) == (302, f"/reports/customers/{mia.pk}/")
    assert get(vera, leo, FORMATS[3]).json()["customer"] == mia.pk
    assert get(people["kim"], leo).status_code == 404
    assert "Tickets 3 2 unresolved" in words(vera.get(response.url))


# --- Where it is reached ----------------------------------------------------------------------


def test_a_customer_at_risk_leads_to_it_as_of_what_the_report_looks_at(vera, mia):
    page = Page(vera.get("/reports/customers/", HORIZON))
    link = f"/reports/customers/{mia.pk}/?as_of=2025-03-13T10%3A00%3A00Z"
    assert page.links[link] == "Mia"
    assert vera.get(link).status_code == 200


def test_a_customer_of_a_list_of_tickets_leads_to_it(vera, mia):
    page = Page(vera.get("/reports/tickets/", HORIZON | {"from": "2025-03-01", "to": "2025-04-01"}))
    (link,) = [link for link, word in page.links.items() if word == "Mia"][:1]
    assert link.startswith(f"/reports/customers/{mia.pk}/?as_of=2025-03-13T10%3A00%3A00Z&known_at=")
    assert vera.get(link).status_code == 200


@pytest.mark.parametrize(("name", "leads"), [("ana", True), ("kim", False), ("max", True)])
def test_the_customers_page_at_the_desk_leads_to_it_where_it_may_be_seen(people, mia, name, leads):
    page = people[name].get(f"/admin/tickets/customer/{mia.pk}/change/")
    assert page.status_code == 200
    assert (f'href="/reports/customers/{mia.pk}/"' in page.content.decode()) is leads


# --- Files ------------------------------------------------------------------------------------


def test_the_file_has_a_row_a_line_and_no_formula(vera, mia):
    response = get(vera, mia, FORMATS[1])
    assert response["Content-Disposition"] == f'attachment; filename="customer-{mia.pk}-2025-03-13.csv"'
    rows = list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[0] == ["Customer", "Mia", str(mia.pk)]
    assert rows[3][:5] == ["at", "ticket", "subject", "kind", "signs"]
    assert len(rows) == 4 + 25
    assert {row[2] for row in rows[4:]} == {"It hangs", "'=1+1", "Buy!"}
    assert rows[-1] == [
        "2025-03-03T09:00:00Z",
        str(number("A")),
        "It hangs",
        "contact",
        "contact",
        "chat",
        *[""] * 5,
        "first_response",
    ]
    fixed = next(row for row in rows[4:] if row[3] == "promise" and row[9] == "2025-03-07T11:00:00Z")
    assert fixed[4:7] == ["promised", "", "ben"]


def test_there_is_no_other_kind_of_file(vera, mia):
    assert get(vera, mia, "/reports/customers/{}/pdf").status_code == 404


# --- Parts, and what it costs -----------------------------------------------------------------


def many(tickets, lines):
    """So many tickets of Mia's with so many contacts and answers each."""
    for ticket in range(tickets):
        for turn in range(lines // 2):
            at, key = make.at("3 10:00").timestamp() + ticket * 4000 + turn * 900, f"M{ticket}"
            for after, kind, more in ((0, "contact", MIA), (300, "answer", {"by": "ana"})):
                moment = make.datetime.fromtimestamp(at + after, make.UTC).isoformat()
                yield {
                    "id": f"{key} {turn} {kind}",
                    "ticket": key,
                    "at": moment,
                    "kind": kind,
                    "channel": "email",
                    **more,
                }


def test_a_long_journey_comes_in_parts(vera, mia, monkeypatch):
    monkeypatch.setattr(customer_page, "LANES", 2)
    monkeypatch.setattr(customer_page, "LINES", 10)
    page = Page(get(vera, mia))
    assert "Page 1 of 2" in page.words
    assert "Page 1 of 3" in page.words
    drawn = [given for tag, given in page.tags if tag == "svg" and given.get("role") == "img"]
    assert len(drawn) == 2
    older = [link for link, word in page.links.items() if word == "Older"]
    assert [re.sub(r"\?as_of=[^&]*&known_at=[^&]*", "", link) for link in older] == [
        "&lanes=2&page=1#lanes",
        "&page=2&lanes=1#lines",
    ]
    last = Page(get(vera, mia, lanes=2, page=3))
    assert len([given for tag, given in last.tags if tag == "svg" and given.get("role") == "img"]) == 1
    assert "Page 3 of 3" in last.words


@pytest.mark.parametrize("tickets", [1, 12])
def test_the_page_takes_23_statements_however_much_there_is(vera, mia, tickets, django_assert_num_queries):
    make.take(list(many(tickets, 10)))
    get(vera, mia)
    make.forget_desk()
    with django_assert_num_queries(23):
        get(vera, mia)


@pytest.mark.parametrize(("address", "statements"), [(FORMATS[1], 13), (FORMATS[3], 18)])
@pytest.mark.parametrize("tickets", [1, 12])
def test_its_other_forms_take_as_many_however_much_there_is(
    vera, mia, tickets, address, statements, django_assert_num_queries
):
    make.take(list(many(tickets, 10)))
    get(vera, mia, address)
    make.forget_desk()
    with django_assert_num_queries(statements):
        b"".join(get(vera, mia, address))


def test_a_usual_customer_takes_less_than_300_ms(vera, mia):
    make.take(list(many(10, 14)))
    get(vera, mia)
    with within_cpu(0.3):
        get(vera, mia)


@pytest.mark.slow
def test_two_hundred_tickets_and_five_thousand_lines_are_still_fast(vera, mia):
    make.take(list(many(200, 26)))
    get(vera, mia)
    with within_cpu(2):
        assert get(vera, mia).status_code == 200
