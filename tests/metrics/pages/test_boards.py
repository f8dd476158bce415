"""Boards: who makes and revokes them, and what their links open, on a screen that nobody has signed in at."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from metrics.boards import held
from metrics.models import Board
from metrics.pages import wall
from tests import make
from tests.metrics.paging import Page
from tickets.models import Team, User
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
MAKERS = {Role.MANAGER, Role.ADMINISTRATOR}
GIVEN = {"name": "Hall", "period": "last_28", "clock": "business", "team": ""}


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


def signed_in(name, role, **more):
    """Somebody's browser."""
    browser = Client(**more)
    person = make.person(name, role, is_staff=True)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def link_of(response):
    """The path of the link that is shown once."""
    return urlsplit(re.search(r"http\S+/board/[\w-]+", response.content.decode())[0]).path


@pytest.fixture
def link(vera):
    """The link of a board that Vera, a manager, made."""
    return link_of(vera.post("/reports/boards/make", GIVEN))


@pytest.fixture
def screen():
    """A browser that nobody has signed in at."""
    return Client()


def work(*teams):
    """A ticket of each team (None: of none), open since Wednesday."""
    make.desk()
    boss = make.person("boss", Role.MANAGER)
    for number, team in enumerate(teams):
        ticket = make.contact("A secret word", email=f"c{number}@example.org", at=make.WEDNESDAY)
        make.do("assign", ticket, by=boss, at=make.at("5 11:00"), team=team, to=boss)
    return ticket


def values(response):
    """What stands on a board: title and value of each figure."""
    return {tile["title"]: tile["value"] for tile in response.context["shown"]["tiles"]}


# --- Who makes boards -------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_managers_and_administrators_make_list_and_revoke_boards(role):
    browser = signed_in("kim", role)
    may = role in MAKERS
    assert browser.get("/reports/boards/").status_code == (200 if may else 403)
    assert ("TV boards" in Page(browser.get("/reports/all/")).words) is may
    assert browser.post("/reports/boards/make", GIVEN).status_code == (200 if may else 403)
    assert Board.objects.exists() is may
    board = Board.objects.first() or Board.objects.create(
        name="Hall", maker=make.person("vera", Role.MANAGER), token_hash="x", made_at=make.WEDNESDAY
    )
    assert browser.post(f"/reports/boards/{board.pk}/revoke").status_code == (303 if may else 403)
    assert (Board.objects.get().revoked_at is not None) is may


@pytest.mark.parametrize("path", ["/reports/boards/", "/reports/boards/make", "/reports/boards/1/revoke"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path) if path.endswith("boards/") else client.post(path)
    assert (response.status_code, urlsplit(response.url).path) == (302, "/admin/login/")


@pytest.mark.parametrize("path", ["make", "1/revoke"])
def test_nothing_is_changed_by_a_link_or_without_the_forms_token(vera, path):
    assert vera.get(f"/reports/boards/{path}").status_code == 405
    browser = signed_in("bo", Role.MANAGER, enforce_csrf_checks=True)
    assert browser.post(f"/reports/boards/{path}", GIVEN).status_code == 403
    assert not Board.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"period": "for ever"}, "Select a valid choice."),
        ({"team": "99"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason(vera, given, said):
    response = vera.post("/reports/boards/make", GIVEN | given)
    assert response.status_code == 400
    assert said in Page(response).words
    assert not Board.objects.exists()


def test_the_link_is_shown_once_and_only_a_fingerprint_is_kept(vera, settings):
    settings.PUBLIC_URL = "https://desk.example.com"
    response = vera.post("/reports/boards/make", GIVEN)
    token = link_of(response).rpartition("/")[2]
    assert f"https://desk.example.com/board/{token}" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert len(token) >= 43
    assert token not in str(Board.objects.values().get())
    assert token not in vera.get("/reports/boards/").content.decode()


def test_the_list_says_when_a_board_was_last_seen(vera, link, screen):
    assert "last seen: never" in Page(vera.get("/reports/boards/")).words
    with time_machine.travel(make.at("20 12:00"), tick=False):
        screen.get(link)
    assert "last seen 2025-03-20 12:00" in Page(vera.get("/reports/boards/")).words


# --- What a link opens ------------------------------------------------------------------------


def test_a_board_opens_without_signing_in_and_names_nobody(link, screen):
    ticket = work(None)
    response = screen.get(link)
    page = Page(response)
    assert response.status_code == 200
    assert "Hall" in page.words
    assert "of 15 figures moved by more than noise" in page.words
    assert {"Stalled now", "Open now", "Promises due today", "First response"} <= set(values(response))
    text = response.content.decode()
    assert values(response)["Open now"] == "1"
    assert not any(word in text for word in ("secret word", str(ticket.customer), ticket.reference, "c0@example.org"))
    assert page.links == {}
    assert not any(tag in ("a", "form", "iframe") for tag, _given in page.tags)


def test_nobody_finds_it_keeps_it_or_learns_its_address_from_it(link, screen):
    response = screen.get(link)
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "unsafe-eval" not in response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "<script>" not in response.content.decode()


def test_what_is_refreshed_is_the_piece_that_changes(link, screen):
    work(None)
    piece, page = screen.get(f"{link}/figures"), screen.get(link)
    assert piece.content.decode().strip() in page.content.decode()
    assert "<html" not in piece.content.decode()


@pytest.mark.parametrize("end", ["", "/figures"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda link: link[:-1],
        lambda link: f"{link}A",
        lambda link: link[:-1] + ("A" if link[-1] != "A" else "B"),
        lambda link: link.swapcase().replace("/BOARD/", "/board/"),
        lambda link: "/board/" + "x" * 5000,
        lambda link: "/board/%00",
        lambda link: f"/board/{Board.objects.get().token_hash}",
    ],
)
def test_a_wrong_or_tampered_link_opens_nothing(link, screen, spoil, end):
    response = screen.get(spoil(link) + end)
    assert response.status_code == 404
    assert "This link does not open anything" in Page(response).words
    assert "Hall" not in Page(response).words
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("end", ["", "/figures"])
def test_a_revoked_link_opens_nothing_at_once(vera, link, screen, end):
    assert screen.get(link + end).status_code == 200
    vera.post(f"/reports/boards/{Board.objects.get().pk}/revoke")
    response = screen.get(link + end)
    assert (response.status_code, "shown" in response.context) == (404, False)
    vera.get("/reports/boards/")  # it says once what was done
    assert "Hall" not in Page(vera.get("/reports/boards/")).words


def test_any_manager_revokes_what_another_made(link, screen):
    signed_in("bo", Role.ADMINISTRATOR).post(f"/reports/boards/{Board.objects.get().pk}/revoke")
    assert screen.get(link).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_it_shows_what_its_maker_may_show_now(link, screen, role):
    work(None)
    assert screen.get(link).status_code == 200
    User.objects.filter(username="vera").update(role=role)
    response = screen.get(link)
    assert response.status_code == (200 if role in MAKERS else 403)
    assert ("whoever made it may not show these figures any more" in Page(response).words) is (role not in MAKERS)
    assert ("shown" in response.context) is (role in MAKERS)


def test_it_is_dark_when_its_maker_has_left(vera, link, screen):
    screen.get(link)
    User.objects.filter(username="vera").update(is_active=False)
    response = screen.get(f"{link}/figures")
    assert response.status_code == 403
    assert "This board is dark" in Page(response).words
    assert (
        "Dark: its maker may not show it any more" in Page(signed_in("bo", Role.MANAGER).get("/reports/boards/")).words
    )


def test_a_board_of_a_team_counts_that_teams_tickets(vera, screen):
    team = Team.objects.create(name="Legal", slug="legal")
    work(team, team, None)
    for of, n in (("", "3"), (str(team.pk), "2"), ("none", "1")):
        response = screen.get(link_of(vera.post("/reports/boards/make", GIVEN | {"team": of})))
        assert values(response)["Open now"] == n
    assert "no team" in Page(response).words


def test_a_board_whose_team_is_gone_is_dark(vera, screen):
    team = Team.objects.create(name="Legal", slug="legal")
    link = link_of(vera.post("/reports/boards/make", GIVEN | {"team": team.pk}))
    team.delete()
    response = screen.get(link)
    assert response.status_code == 403
    assert "its team or its period is not there any more" in Page(response).words


def test_asking_too_often_is_refused(link, screen, monkeypatch):
    monkeypatch.setattr(wall, "REQUESTS_A_MINUTE", 3)
    assert [screen.get("/board/guess").status_code for _ in range(4)] == [404, 404, 404, 429]
    response = screen.get(f"{link}/figures")
    assert response.status_code == 429
    assert "shown" not in response.context


def test_a_board_is_only_looked_at(link, screen):
    assert screen.post(link).status_code == 405


# --- What it costs ----------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch):
    """How often figures were counted."""
    times = []
    whole = wall.figures
    monkeypatch.setattr(wall, "figures", lambda *given: times.append(1) or whole(*given))
    return times


def test_ten_screens_cost_one_count(link, screen, counted):
    work(None)
    with time_machine.travel(make.at("20 12:00"), tick=False) as clock:
        assert {screen.get(link).status_code for _ in range(10)} == {200}
        assert len(counted) == 1
        clock.shift(held.FRESH - 1)
        screen.get(link)
        assert len(counted) == 1
        clock.shift(1)
        screen.get(link)
        assert len(counted) == 2


def test_while_figures_are_counted_nobody_else_counts_them(link, screen, counted, monkeypatch):
    """The first screens hear that they are to ask again; later ones are shown what was counted last."""
    first = held._key(Board.objects.get())
    cache.add(f"{first}:counting", 1, 60)
    response = screen.get(link)
    assert (response.status_code, counted) == (202, [])
    assert "data-again" in response.content.decode()
    cache.delete(f"{first}:counting")
    with time_machine.travel(make.at("20 12:00"), tick=False) as clock:
        screen.get(link)
        cache.add(f"{first}:counting", 1, 60)
        clock.shift(40)
        assert "2025-03-20 11:00:00 UTC" in Page(screen.get(link)).words
        assert len(counted) == 1


def test_a_count_that_fails_stands_in_nobodys_way(link, screen, monkeypatch):
    whole = wall.figures
    monkeypatch.setattr(wall, "figures", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        screen.get(link)
    monkeypatch.setattr(wall, "figures", whole)
    assert screen.get(link).status_code == 200


def test_it_is_noted_once_a_minute_that_a_screen_shows_it(link, screen):
    with time_machine.travel(make.at("20 12:00"), tick=False) as clock:
        screen.get(link)
        clock.shift(50)
        screen.get(link)
        assert Board.objects.get().seen_at == make.at("20 12:00")
        clock.shift(11)
        screen.get(link)
        assert Board.objects.get().seen_at == make.at("20 12:00") + timedelta(seconds=61)


def test_a_screen_that_is_served_from_what_is_kept_costs_three_statements(link, screen, django_assert_num_queries):
    """The board with its maker, that it is seen, the teams that its maker is in; the desk's agreements are at hand."""
    with time_machine.travel(make.at("20 12:00"), tick=False):
        screen.get(link)
        with django_assert_num_queries(3):
            screen.get(link)
