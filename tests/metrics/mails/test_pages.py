"""Scheduled mails at the desk: who may set up what for whom, what stands in the list, and a link that stops one's own."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from metrics import tasks
from metrics.mails.marks import stop_link
from metrics.models import ReportMail, ReportMailRecipient
from metrics.sheets import SHEETS
from tests import make
from tests.metrics.mails.conftest import MONDAY_7_APRIL, colleague, scheduled
from tests.metrics.paging import Page
from tickets.models import User
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
NEW, LIST = "/reports/mails/new/", "/reports/mails/"
GIVEN = {"period": "last_week", "every": "weekly", "weekday": "0", "day": "1", "at": "08:00", "zone": "Europe/Berlin"}


@pytest.fixture(autouse=True)
def _now():
    """A Saturday at noon."""
    with time_machine.travel(make.at("5/4 12:00"), tick=False):
        yield


def signed_in(person, **more):
    browser = Client(**more)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def post(person, *people, page="ttr", asked="", **more):
    given = GIVEN | {"people": [one.pk for one in people or [person]]} | more
    return signed_in(person).post(f"{NEW}?page={page}{asked}", given)


# --- Who for whom -----------------------------------------------------------------------------

THEMSELVES, TEAM, EVERYBODY = {"kim"}, {"kim", "mate"}, {"kim", "mate", "stranger"}
REACHED = {
    Role.AGENT: THEMSELVES,
    Role.READ_ONLY: THEMSELVES,
    Role.TEAM_LEAD: TEAM,
    Role.MANAGER: EVERYBODY,
    Role.ADMINISTRATOR: EVERYBODY,
}


@pytest.fixture
def around(desk):
    """People for Kim to have figures mailed to: one of the same team, one of another, one who left."""
    colleague("mate", Role.AGENT, desk["Support"])
    colleague("stranger", Role.AGENT, desk["Legal"])
    colleague("gone", Role.AGENT, desk["Support"], is_active=False)
    return desk


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("whom", ["kim", "mate", "stranger", "gone"])
def test_to_whom_each_role_may_have_figures_mailed(around, role, whom):
    kim = colleague("kim", role, around["Support"])
    response = post(kim, User.objects.get(username=whom))
    may = whom in REACHED[role]
    assert (response.status_code, ReportMail.objects.count()) == ((302, 1) if may else (400, 0))
    offered = Page(signed_in(kim).get(NEW)).words
    assert (f" {whom} " in offered) == may


@pytest.mark.parametrize("role", Role)
def test_everybody_who_sees_figures_sees_the_pages(desk, role):
    kim = colleague("kim", role)
    assert {signed_in(kim).get(path).status_code for path in (NEW, LIST)} == {200}


@pytest.mark.parametrize("path", [NEW, LIST])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path)
    assert (response.status_code, urlsplit(response.url).path) == (302, "/admin/login/")


def test_nothing_is_changed_without_a_form_of_ours(desk):
    boss = colleague("boss")
    mail = scheduled(boss)
    careful = signed_in(boss, enforce_csrf_checks=True)
    paths = [NEW, *(f"{LIST}{mail.pk}/{verb}/" for verb in ("stop", "resume", "delete", "own/stop", "own/resume"))]
    assert {careful.post(path, GIVEN | {"people": [boss.pk]}).status_code for path in paths} == {403}
    assert {signed_in(boss).get(path).status_code for path in paths[1:]} == {405}
    assert ReportMail.objects.filter(next_at__isnull=False).count() == 1


@pytest.mark.parametrize("verb", ["stop", "resume", "delete", "own/stop", "own/resume", "burn"])
@pytest.mark.parametrize("role", Role)
def test_what_somebody_else_set_up_is_not_theirs_to_change(desk, role, verb):
    mail = scheduled(colleague("boss"))
    assert signed_in(colleague("kim", role)).post(f"{LIST}{mail.pk}/{verb}/").status_code == 404
    assert ReportMail.objects.filter(next_at__isnull=False, recipients__stopped_at=None).count() == 1


# --- What is kept -----------------------------------------------------------------------------


def test_a_period_with_a_name_stays_one_and_the_pages_choices_go_along(desk):
    asked = "&from=2025-03-01&to=2025-03-02&as_of=2025-04-01&known_at=2025-04-02&clock=calendar&by=team&channel=email"
    assert post(colleague("boss"), asked=asked).status_code == 302
    (mail,) = ReportMail.objects.all()
    assert mail.asked == {"period": "last_week", "clock": "calendar", "by": "team", "channel": "email"}
    assert mail.next_at == MONDAY_7_APRIL


@pytest.mark.parametrize(
    ("every", "weekday", "day", "following"),
    [
        ("daily", "2", "9", "6/4 08:00"),
        ("daily", "9", "99", "6/4 08:00"),
        ("weekly", "2", "9", "9/4 08:00"),
        ("monthly", "2", "8", "8/4 08:00"),
        ("weekly", "", "", "7/4 08:00"),
        ("monthly", "", "", "1/5 08:00"),
    ],
)
def test_how_often_says_which_of_weekday_and_day_counts(desk, every, weekday, day, following):
    """The form sends all of them."""
    assert post(colleague("boss"), every=every, weekday=weekday, day=day).status_code == 302
    mail = ReportMail.objects.get()
    assert (mail.every, mail.next_at) == (every, make.at(following))
    assert mail.rhythm.following(make.at("5/4 12:00")) == mail.next_at


def test_fixed_days_and_instants_are_kept_only_where_somebody_wants_that(desk):
    boss = colleague("boss")
    asked = "&from=2025-03-01&to=2025-03-02&as_of=2025-04-01"
    page = signed_in(boss).get(f"{NEW}?page=ttr{asked}").content.decode()
    assert "Always the same: 2025-03-01 – 2025-03-02, as of 2025-04-01 00:00" in page
    assert "Always the same" not in signed_in(boss).get(f"{NEW}?page=ttr&period=last_7").content.decode()
    post(boss, asked=asked, period="as-it-is")
    kept = ReportMail.objects.get().asked
    assert (kept["from"], kept["to"], kept["as_of"]) == ("2025-03-01", "2025-03-02", "2025-03-31T22:00:00Z")
    assert post(boss, period="as-it-is").status_code == 400


def test_a_report_of_one_instant_is_asked_for_no_period(desk):
    boss = colleague("boss")
    assert "as it stands then" in signed_in(boss).get(f"{NEW}?page=backlog").content.decode()
    assert post(boss, page="backlog", period="").status_code == 302
    assert ReportMail.objects.get().asked == {"clock": "business"}


WRONG = [
    ({"at": "25:99"}, "Enter a valid time."),
    ({"at": ""}, "This field is required."),
    ({"every": "hourly"}, "hourly is not one of the available choices."),
    ({"every": "weekly", "weekday": "7"}, "7 is not one of the available choices."),
    ({"every": "monthly", "day": "32"}, "less than or equal to 31."),
    ({"zone": "Mars/Olympus"}, "Mars/Olympus is not one of the available choices."),
    ({"period": "lately"}, "lately is not one of the available choices."),
    ({"people": []}, "Choose who gets it."),
    ({"people": ["4711"]}, "4711 is not one of the available choices."),
]


@pytest.mark.parametrize(("given", "told"), WRONG)
def test_what_is_refused_comes_back_with_words_beside_its_field(desk, given, told):
    response = post(colleague("boss"), **given)
    assert response.status_code == 400
    beside = re.findall(
        r'<span class="m-wrong" id="id_(\w+)_error" role="alert">([^<]*)</span>', response.content.decode()
    )
    (field,) = set(given) - {"every"} or {"every"}
    assert [name for name, _words in beside] == [field]
    assert escape(told) in beside[0][1]
    assert not ReportMail.objects.exists()


def test_a_page_that_is_none_and_a_question_that_cannot_be_meant(desk):
    browser = signed_in(colleague("boss"))
    assert browser.get(f"{NEW}?page=nothing").status_code == 404
    response = browser.get(f"{NEW}?page=ttr&clock=lunar")
    assert response.status_code == 400
    assert "lunar is not one of the available choices." in Page(response).words


@pytest.mark.parametrize("page", ["", *SHEETS])
def test_every_page_leads_to_its_form_with_its_choices(desk, page):
    browser = signed_in(colleague("boss"))
    shown = Page(browser.get(f"/reports/{page}{'/' if page else ''}?period=last_7&channel=chat"))
    (link,) = [link for link, text in shown.links.items() if text == "Mail this page"]
    asked = parse_qs(urlsplit(link).query)
    assert (asked["page"], asked["period"], asked["channel"]) == ([page or "overview"], ["last_7"], ["chat"])
    assert browser.get(link).status_code == 200


# --- The list ---------------------------------------------------------------------------------


def test_one_sees_what_one_set_up_and_what_one_gets_and_no_more(desk):
    boss, ana, ben = colleague("boss"), colleague("ana"), colleague("ben")
    scheduled(boss, boss, ana)
    scheduled(ben, page="sla")
    listed = {person: Page(signed_in(person).get(LIST)).words for person in (boss, ana, ben)}
    assert ["Time to resolution" in words for words in listed.values()] == [True, True, False]
    assert ["Service levels" in words for words in listed.values()] == [False, False, True]
    assert " ana boss " in re.sub(r"\s+", " ", listed[boss])
    assert "Set up by boss" in listed[ana]
    assert "Delete" not in listed[ana]
    assert "You have no scheduled mail." in Page(signed_in(colleague("kim")).get(LIST)).words


def test_it_says_when_next_and_when_it_was_last_sent(desk):
    boss = colleague("boss")
    scheduled(boss)
    words = Page(signed_in(boss).get(LIST)).words
    assert "Every day at 08:00 (Europe/Berlin)" in words
    assert "Next 2025-04-06 08:00 Last sent not yet" in re.sub(r"\s+", " ", words)
    with time_machine.travel(make.at("6/4 08:00:20"), tick=False):
        tasks.report_mails()
        words = Page(signed_in(boss).get(LIST)).words
    assert "Next 2025-04-07 08:00 Last sent 2025-04-06 08:00" in re.sub(r"\s+", " ", words)


def test_it_says_who_gets_nothing_and_why(desk):
    boss, ana = colleague("boss"), colleague("ana")
    scheduled(boss, boss, ana)
    User.objects.filter(pk=ana.pk).update(email="")
    assert "ana gets nothing: has no mail address" in re.sub(r"\s+", " ", Page(signed_in(boss).get(LIST)).words)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert "ana gets nothing: does not work here any more" in re.sub(r"\s+", " ", Page(signed_in(boss).get(LIST)).words)


def test_stopped_going_on_and_deleted_by_who_set_it_up(desk):
    boss = colleague("boss")
    mail, browser = scheduled(boss), signed_in(boss)
    browser.post(f"{LIST}{mail.pk}/stop/")
    assert "stopped" in Page(browser.get(LIST)).words
    assert ReportMail.objects.get().next_at is None
    with time_machine.travel(make.at("9/4 12:00"), tick=False):
        signed_in(boss).post(f"{LIST}{mail.pk}/resume/")
    assert ReportMail.objects.get().next_at == make.at("10/4 08:00")  # nothing is made up for
    browser.post(f"{LIST}{mail.pk}/delete/")
    assert not ReportMail.objects.exists()


def test_whoever_gets_one_stops_theirs_and_the_list_says_so(desk):
    boss, ana = colleague("boss"), colleague("ana")
    mail, browser = scheduled(boss, boss, ana), signed_in(ana)
    browser.post(f"{LIST}{mail.pk}/own/stop/")
    assert "ana stopped theirs" in re.sub(r"\s+", " ", Page(signed_in(boss).get(LIST)).words)
    assert ReportMailRecipient.objects.get(person=boss).stopped_at is None
    browser.post(f"{LIST}{mail.pk}/own/resume/")
    assert not ReportMailRecipient.objects.exclude(stopped_at=None).exists()


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_costs_the_same_however_many_there_are(desk, django_assert_num_queries, number):
    boss = colleague("boss")
    for _number in range(number):
        scheduled(boss, boss, colleague("ana"), colleague("ben"))
    with time_machine.travel(make.at("6/4 08:00"), tick=False):
        tasks.report_mails()
    browser = signed_in(boss)
    browser.get(LIST)
    with django_assert_num_queries(7):  # session, person; mails, people, their last ones; the sidebar's counts
        browser.get(LIST)


# --- A link that stops one's own --------------------------------------------------------------


def test_its_link_stops_ones_own_without_signing_in_and_only_when_pressed(desk):
    boss, ana = colleague("boss"), colleague("ana")
    scheduled(boss, boss, ana)
    hers = ReportMailRecipient.objects.get(person=ana)
    path, stranger = urlsplit(stop_link(hers)).path, Client(enforce_csrf_checks=True)
    asked = stranger.get(path)
    assert "ana gets this mail every day at 08:00 (Europe/Berlin)." in Page(asked).words
    assert asked["Referrer-Policy"] == "no-referrer"
    hers.refresh_from_db()
    assert hers.stopped_at is None
    pressed = stranger.post(path, {"List-Unsubscribe": "One-Click"})  # as mail programs do (RFC 8058)
    assert (pressed.status_code, "Stopped: ana gets this mail no more." in Page(pressed).words) == (200, True)
    assert ReportMailRecipient.objects.exclude(stopped_at=None).get().person == ana
    assert stranger.post(path).status_code == 200


def test_no_other_link_stops_anything(desk):
    boss, ana = colleague("boss"), colleague("ana")
    scheduled(boss, boss, ana)
    mine, hers = (ReportMailRecipient.objects.get(person=person) for person in (boss, ana))
    path = urlsplit(stop_link(mine)).path
    forged = [path.replace(f"/{mine.pk}-", f"/{hers.pk}-"), f"{path[:-2]}{'0' if path[-2] != '0' else '1'}/"]
    for link in forged:
        assert Client().post(link).status_code == 404
    assert not ReportMailRecipient.objects.exclude(stopped_at=None).exists()
    ReportMail.objects.all().delete()
    assert "This link stops nothing any more" in Page(Client().get(path)).words


def test_a_link_holds_when_the_secret_key_is_replaced(desk, settings):
    boss = colleague("boss")
    scheduled(boss)
    path = urlsplit(stop_link(ReportMailRecipient.objects.get())).path
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert Client().get(path).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(path).status_code == 404
