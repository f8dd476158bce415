"""Saved views: a page is saved with its choices, and whoever opens it sees it with their own eyes."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import time_machine
from django.test import Client

from metrics.models import SavedView
from metrics.sheets import SHEETS
from tests import make
from tests.metrics.paging import MARCH, Page
from tickets.models import Team
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
LEADS = {Role.TEAM_LEAD, Role.MANAGER, Role.ADMINISTRATOR}


def signed_in(name, role, **more):
    """Somebody's browser."""
    browser = Client(**more)
    person = make.person(name, role, is_staff=True)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def save(client, path="/reports/", *, name="Mine", **given):
    """Save a page as its own form does, with what it holds."""
    form = client.get(path).context["saving"]
    return client.post("/reports/views/save", {"name": name, "page": form["page"], "asked": form["asked"], **given})


def kept():
    (view,) = SavedView.objects.all()
    return view


# --- What is kept -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "page", "asked"),
    [
        ("/reports/", "overview", {"period": "last_28", "clock": "business"}),
        ("/reports/?period=this_month&team=none&by=team", "overview", {"period": "this_month", "team": "none"}),
        ("/reports/sla/?period=last_90&by=team&every=week", "sla", {"by": "team", "every": "week"}),
        (
            "/reports/tickets/?report=ttr&count=open&part=email&by=channel&sort=owner&page=3&x=1",
            "tickets",
            {"part": "email"},
        ),
    ],
)
def test_a_page_is_saved_with_its_choices_and_opens_with_them(vera, path, page, asked):
    response = save(vera, path)
    view = kept()
    assert (response.status_code, view.page, view.name) == (303, page, "Mine")
    assert asked.items() <= view.asked.items()
    assert not {"page", "x", "from", "to"} & set(view.asked)
    assert ("by" in view.asked) is (page in ("sla", "tickets"))
    assert urlsplit(response.url).path == urlsplit(path).path
    assert dict(parse_qsl(urlsplit(response.url).query)) == view.asked
    assert "Saved as “Mine”." in Page(vera.get(response.url)).words


def test_a_period_with_a_name_moves_with_the_days(vera):
    with time_machine.travel(make.at("20 12:00"), tick=False):
        # The days stand in the form's fields too, as the browser sends them.
        place = save(vera, "/reports/ttr/?period=last_7&from=2025-03-14&to=2025-03-21").url
        assert "since 2025-03-14" in Page(vera.get(place)).words.replace("from", "since")
    with time_machine.travel(make.at("28 12:00"), tick=False):
        assert "Period: from 2025-03-22 00:00:00" in Page(vera.get(place)).words


def test_days_and_instants_of_a_lasting_link_stay(vera):
    make.desk()
    save(vera, f"/reports/ttr/?{urlencode(MARCH)}")
    view = kept()
    assert (view.asked["from"], view.asked["to"], view.asked["as_of"]) == (
        "2025-03-01",
        "2025-04-01",
        "2025-04-29T22:00:00Z",
    )


@time_machine.travel("2025-04-30T12:00:00Z", tick=False)
def test_on_request_a_lasting_link_is_kept_as_of_now(vera):
    """A list behind a figure always has its instants written out."""
    asked = {
        "report": "ttr",
        "count": "open",
        "from": "2025-04-01",
        "to": "2025-04-29",
        "as_of": "2025-04-28T10:00:00Z",
    }
    path = f"/reports/tickets/?{urlencode(asked)}"
    assert vera.get(path).context["saving"]["moving"] == "Last 28 days"
    save(vera, path, moving="on")
    view = kept()
    assert view.asked == {"period": "last_28", "clock": "business", "report": "ttr", "count": "open"}


@time_machine.travel("2025-04-30T12:00:00Z", tick=False)
def test_days_that_are_no_period_stay_days_though_the_instant_goes(vera):
    save(vera, "/reports/ttr/?from=2025-03-03&to=2025-03-06&as_of=2025-04-01", moving="on")
    view = kept()
    assert (view.asked["from"], view.asked["to"]) == ("2025-03-03", "2025-03-06")
    assert not {"as_of", "known_at", "period"} & set(view.asked)


# --- What cannot be taken ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": " "}, "This field is required."),
        ({"name": "n" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"page": "secrets"}, "This page cannot be saved"),
        ({"page": "ttr", "asked": "clock=lunar"}, "This page cannot be saved"),
        ({"page": "tickets", "asked": "report=ttr&count=nothing"}, "This page cannot be saved"),
        ({"page": "tickets", "asked": f"report=ttr&part={'p' * 201}"}, "This page cannot be saved"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason(vera, given, said):
    typed = {"name": "Kept", "page": "overview", "asked": "", "pinned": "on"} | given
    response = vera.post("/reports/views/save", typed)
    page = Page(response)
    assert response.status_code == 400
    assert said in page.words
    fields = {field["name"]: field for tag, field in page.tags if tag == "input" and "name" in field}
    assert "checked" in fields["pinned"]
    assert fields["asked"].get("value", "") == typed["asked"]
    assert not SavedView.objects.exists()


def test_a_name_is_given_once(vera):
    save(vera)
    response = save(vera, name="Mine")
    assert response.status_code == 400
    assert "You have a view of this name already." in Page(response).words
    assert save(signed_in("bo", Role.MANAGER), name="Mine").status_code == 303


def test_there_is_an_end_to_views(vera):
    vera_herself = make.person("vera")
    rows = [SavedView(owner=vera_herself, name=str(n), page="ttr", made_at=make.WEDNESDAY) for n in range(100)]
    SavedView.objects.bulk_create(rows)
    assert "You have 100 saved views. Delete one first." in Page(save(vera)).words


def test_saving_needs_the_forms_own_token():
    browser = signed_in("vera", Role.MANAGER, enforce_csrf_checks=True)
    given = {"name": "Mine", "page": "overview", "asked": ""}
    assert browser.post("/reports/views/save", given).status_code == 403
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("path", ["/reports/views/save", "/reports/views/1/change", "/reports/views/1/delete"])
def test_nothing_is_changed_by_a_link(vera, path):
    assert vera.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/reports/views/", "/reports/views/save", "/reports/views/1/change"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path) if path.endswith("views/") else client.post(path)
    assert (response.status_code, urlsplit(response.url).path) == (302, "/admin/login/")


# --- The overview -----------------------------------------------------------------------------


def test_what_is_pinned_stands_on_top_of_the_overview_with_its_question(vera):
    save(vera, "/reports/sla/?period=last_7", name="Our word", pinned="on")
    save(vera, "/reports/tickets/?report=ttr&count=open", name="Open ones")
    page = Page(vera.get("/reports/"))
    words = page.words.partition("figures moved by more than noise")[0]
    assert f"Our word {SHEETS['sla'].question} {SHEETS['sla'].title} · Last 7 days" in words
    assert "Open ones" in words


def test_a_report_of_one_instant_is_told_without_a_period(vera):
    save(vera, "/reports/stalled/?team=none", name="Ours")
    assert f"{SHEETS['stalled'].question} · no team" in Page(vera.get("/reports/views/")).words


def test_without_a_view_the_overview_is_as_it_was(vera):
    assert "All saved views" not in Page(vera.get("/reports/")).words


def test_many_views_do_not_fill_the_overview(vera):
    owner = make.person("vera")
    rows = [
        SavedView(owner=owner, name=f"Page {n:02}", page="ttr", asked={"by": n}, made_at=make.WEDNESDAY)
        for n in range(30)
    ]
    SavedView.objects.bulk_create(rows)
    shown = [name for name in Page(vera.get("/reports/")).links.values() if name.startswith("Page ")]
    assert len(shown) == 8
    assert len([n for n in Page(vera.get("/reports/views/")).links.values() if n.startswith("Page ")]) == 30


# --- Sharing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_may_save_and_who_may_share(role):
    browser = signed_in("kim", role)
    assert ("Share it with everybody" in Page(browser.get("/reports/")).words) is (role in LEADS)
    assert save(browser, name="For me", pinned="on").status_code == 303
    shared = save(browser, name="For all", shared="on")
    assert shared.status_code == (303 if role in LEADS else 400)
    if role not in LEADS:
        assert "Team leads, managers and administrators share views." in Page(shared).words
    assert SavedView.objects.filter(shared=True).exists() is (role in LEADS)


@pytest.mark.parametrize("role", Role)
def test_a_shared_view_is_seen_by_everybody_each_with_their_own_figures(vera, role):
    make.desk()
    team = Team.objects.create(name="Legal", slug="legal")
    kim = make.person("kim", role, is_staff=True)
    kim.teams.add(team)
    boss = make.person("boss", Role.MANAGER)
    for number, of in enumerate((team, None, None)):
        ticket = make.contact(email=f"c{number}@example.org", at=make.WEDNESDAY)
        make.do("assign", ticket, by=boss, at=make.at("5 11:00"), team=of, to=kim if of else None)
    save(vera, f"/reports/ttr/?{urlencode(MARCH)}", name="All of March", shared="on")
    browser = signed_in("kim", role)
    (place,) = [link for link, name in Page(browser.get("/reports/")).links.items() if name == "All of March"]
    whole = role in (Role.MANAGER, Role.ADMINISTRATOR, Role.READ_ONLY)
    figures = browser.get(place).context["answered"].parts.lines[0].cells
    assert any(cell.shown.text == ("3" if whole else "1") for cell in figures)


def test_a_view_that_is_not_shared_is_nobody_elses(vera):
    save(vera, name="My own", pinned="on")
    bo = signed_in("bo", Role.ADMINISTRATOR)
    for path in ("/reports/", "/reports/views/"):
        assert "My own" not in Page(bo.get(path)).words


def test_what_somebody_shared_who_left_is_gone(vera):
    save(vera, name="All of March", shared="on")
    bo = signed_in("bo", Role.AGENT)
    assert "All of March" in Page(bo.get("/reports/views/")).words
    owner = make.person("vera")
    owner.is_active = False
    owner.save()
    for path in ("/reports/", "/reports/views/"):
        assert "All of March" not in Page(bo.get(path)).words


# --- The owner's, and nobody else's -----------------------------------------------------------


def test_its_owner_renames_unpins_and_unshares_it(vera):
    save(vera, pinned="on", shared="on")
    page = vera.post(f"/reports/views/{kept().pk}/change", {"name": "Ours"}, follow=True)
    assert "“Ours” is changed." in Page(page).words
    view = kept()
    assert (view.name, view.pinned, view.shared) == ("Ours", False, False)
    vera.post(f"/reports/views/{view.pk}/change", {"name": "Ours", "pinned": "on", "shared": "on"})
    view = kept()
    assert (view.pinned, view.shared) == (True, True)


def test_a_name_that_cannot_be_taken_comes_back_beside_its_view(vera):
    save(vera)
    save(vera, name="Other")
    other = SavedView.objects.get(name="Other")
    response = vera.post(f"/reports/views/{other.pk}/change", {"name": "Mine"})
    assert response.status_code == 400
    assert "You have a view of this name already." in Page(response).words
    assert SavedView.objects.get(pk=other.pk).name == "Other"


def test_its_owner_deletes_it(vera):
    save(vera)
    page = vera.post(f"/reports/views/{kept().pk}/delete", follow=True)
    assert "“Mine” is deleted." in Page(page).words
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("done", ["change", "delete"])
def test_nobody_else_changes_it_whatever_their_role(vera, role, done):
    save(vera, pinned="on", shared="on")
    view = kept()
    response = signed_in("kim", role).post(f"/reports/views/{view.pk}/{done}", {"name": "Theirs"})
    assert response.status_code == 404
    view = kept()
    assert (view.name, view.pinned, view.shared) == ("Mine", True, True)


def test_who_may_not_share_any_more_can_still_take_it_back(vera):
    save(vera, shared="on")
    owner = make.person("vera")
    owner.role = Role.AGENT
    owner.save()
    assert vera.post(f"/reports/views/{kept().pk}/change", {"name": "Ours", "shared": "on"}).status_code == 303
    assert kept().shared
    vera.post(f"/reports/views/{kept().pk}/change", {"name": "Ours"})
    assert not kept().shared
    assert vera.post(f"/reports/views/{kept().pk}/change", {"name": "Ours", "shared": "on"}).status_code == 400
