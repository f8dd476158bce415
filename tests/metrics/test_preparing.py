"""A long file is made by the worker: once, whatever dies meanwhile; for whom it is; and not for ever."""

import csv
import os
import zipfile
from datetime import UTC, timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError

from metrics import preparing, tasks
from metrics.models import FileState, PreparedFile
from metrics.models.prepared import KEPT, REMEMBERED
from metrics.pages.files import write
from tests import make
from tests.metrics.paging import MARCH, line, show
from tickets.actions import leases
from tickets.models import User
from tickets.models.people import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march")]
LIST = MARCH | {"report": "ttr", "count": "started"}
NOW = make.at("1/12 12:00")


@pytest.fixture(autouse=True)
def files_of_its_own(tmp_path, monkeypatch):
    """Files of this test alone, and lists that are long from four tickets on."""
    field = PreparedFile._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))
    monkeypatch.setattr("metrics.pages.tickets.MANY", 3)
    monkeypatch.setattr("metrics.pages.tickets.IN_A_PART", 2)
    with time_machine.travel(NOW, tick=False):
        yield tmp_path


def order(client, kind="csv", **asked):
    return client.post(f"/reports/files/order/{kind}?{urlencode(LIST | asked)}", follow=True)


def stored(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def fetched(client, row=None):
    return client.get(f"/reports/files/{(row or PreparedFile.objects.get()).key}")


def sign_in(client, name="vera"):
    client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")


def told():
    return PreparedFile.objects.get()


# --- Ordering ---------------------------------------------------------------------------------


def test_a_long_list_offers_to_prepare_its_file_and_a_short_one_gives_it(vera, monkeypatch):
    assert "Prepare the file: CSV" in show(vera, "/reports/tickets/").words
    assert vera.get("/reports/tickets/csv", LIST).status_code == 302
    monkeypatch.setattr("metrics.pages.tickets.MANY", 4)
    assert "Prepare the file" not in show(vera, "/reports/tickets/").words
    assert vera.get("/reports/tickets/csv", LIST).status_code == 200


def test_the_button_leads_to_an_order_that_waits(vera):
    page = show(vera, "/reports/tickets/", report="ttr", count="started")
    (address,) = (
        given["formaction"] for tag, given in page.tags if tag == "button" and "csv" in given.get("formaction", "")
    )
    words = vera.post(address, follow=True).content.decode()
    assert "Waiting" in words
    assert "Time to resolution: Tickets started in the period" in words
    assert (told().state, told().name) == (FileState.WAITING, "ttr-tickets-2025-04-30.csv")


def test_both_instants_are_frozen_when_it_is_ordered(vera):
    make.ticket("1/12 10:00")
    order(vera, **{"from": "2025-12-01", "to": "2025-12-05", "as_of": "", "known_at": ""})
    told_at = urlencode({"": f"{NOW.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"})
    assert f"as_of{told_at}" in told().asked
    assert f"known_at{told_at}" in told().asked
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        make.ticket("2/12 10:00", email="leo@example.com")
        tasks.prepare_files()
    assert told().total == 1


def test_the_same_order_twice_is_one_file(vera):
    order(vera)
    order(vera)
    assert PreparedFile.objects.count() == 1
    order(vera, kind="xlsx")
    assert PreparedFile.objects.count() == 2


def test_a_sixth_file_at_once_is_refused_in_words(vera):
    for day in range(6):
        said = order(vera, as_of=f"2025-04-{day + 10}").content.decode()
    assert PreparedFile.objects.count() == 5
    assert "5 files are being made for you already" in said


@pytest.mark.parametrize(("kind", "asked"), [("pdf", {}), ("csv", {"from": "yesterday"}), ("csv", {"count": "mood"})])
def test_there_is_no_such_file(vera, kind, asked):
    assert order(vera, kind, **asked).status_code == 404


def test_looking_at_an_address_orders_nothing(vera):
    assert vera.get(f"/reports/files/order/csv?{urlencode(LIST)}").status_code == 405
    assert not PreparedFile.objects.exists()


# --- Making -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["-calendar", "ticket"])
def test_it_holds_what_the_streamed_file_holds(vera, monkeypatch, sort):
    order(vera, sort=sort, known_at="2025-12-01T08:00")
    tasks.prepare_files()
    made = b"".join(fetched(vera).streaming_content)
    monkeypatch.setattr("metrics.pages.tickets.MANY", 4)
    asked = LIST | {"sort": sort, "known_at": "2025-12-01T08:00"}
    assert made == vera.get("/reports/tickets/csv", asked).getvalue()
    rows = list(csv.reader(made.decode("utf-8-sig").splitlines()))
    assert len([row for row in rows if row and row[0].isdigit()]) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_strangers_write_calculates_nothing(vera, kind):
    make.take([line("E", "contact", 8, channel="chat", subject="=HYPERLINK(1)")])
    order(vera, kind)
    tasks.prepare_files()
    content = b"".join(fetched(vera).streaming_content)
    if kind == "xlsx":
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = book.read("xl/worksheets/sheet1.xml").replace(b"&#39;", b"'")
    assert content.count(b"=HYPERLINK(1)") == content.count(b"'=HYPERLINK(1)") == 1


def test_the_page_says_how_far_it_is(vera, monkeypatch):
    seen = []

    def looked(rows, kind, file):
        for row in rows:
            file.write(str(row).encode())
            seen.append(vera.get("/reports/files/").content.decode())

    monkeypatch.setattr(preparing, "write", looked)
    order(vera)
    tasks.prepare_files()
    assert any("0 of 4 tickets" in page for page in seen)
    assert any("2 of 4 tickets" in page for page in seen)
    assert all("data-looks-again" in page for page in seen)
    assert "data-looks-again" not in vera.get("/reports/files/").content.decode()


def test_one_run_makes_the_file_that_has_waited_longest(vera):
    order(vera)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        order(vera, kind="xlsx")
        tasks.prepare_files()
    assert dict(PreparedFile.objects.values_list("kind", "state")) == {"csv": "ready", "xlsx": "waiting"}


# --- What dies --------------------------------------------------------------------------------


def killed_while(monkeypatch, name):
    """The worker dies in this function: nothing after it is done."""

    def die(*_args, **_more):
        raise KeyboardInterrupt  # no handler of ours runs, as after kill -9

    with monkeypatch.context() as dying:
        dying.setattr(preparing, name, die)
        with pytest.raises(KeyboardInterrupt):
            tasks.prepare_files()


@pytest.mark.parametrize("place", ["write", "_note", "_put_in_place"])
def test_what_a_killed_worker_began_is_made_by_the_next_and_there_is_one_file(
    vera, monkeypatch, files_of_its_own, place
):
    order(vera)
    killed_while(monkeypatch, place)
    tasks.prepare_files()
    assert told().state == FileState.RUNNING  # its lease still runs
    with time_machine.travel(NOW + leases.LEASE, tick=False):
        tasks.prepare_files()
    assert (told().state, told().attempts, told().done) == (FileState.READY, 2, 4)
    assert len(stored(files_of_its_own)) == 1


def test_a_worker_that_lost_its_row_leaves_no_second_file(vera, monkeypatch, files_of_its_own):
    """It was stopped while it wrote, and went on when another had made the file."""
    order(vera)

    def stopped(rows, kind, file):
        with monkeypatch.context() as quick, time_machine.travel(NOW + leases.LEASE, tick=False):
            quick.setattr(preparing, "write", write)
            tasks.prepare_files()
        file.write(b"late")

    monkeypatch.setattr(preparing, "write", stopped)
    row = preparing.claim(NOW)
    preparing.make(row, NOW, lambda: NOW)
    (path,) = stored(files_of_its_own)
    assert path.name == told().file.name.rpartition("/")[2]
    assert path.read_bytes() != b"late"


def test_a_file_that_was_deleted_while_it_was_made_is_gone(vera, monkeypatch, files_of_its_own):
    order(vera)

    def deleted(rows, kind, file):
        vera.post(f"/reports/files/{told().key}/delete")

    monkeypatch.setattr(preparing, "write", deleted)
    tasks.prepare_files()
    assert not PreparedFile.objects.exists()
    assert stored(files_of_its_own) == []


def test_a_file_that_kills_its_worker_is_given_up(vera, monkeypatch):
    order(vera)
    for attempt in range(5):
        with time_machine.travel(NOW + attempt * leases.LEASE, tick=False):
            killed_while(monkeypatch, "write")
    with time_machine.travel(NOW + 5 * leases.LEASE, tick=False):
        tasks.prepare_files()
    assert told().state == FileState.FAILED
    assert "Its worker ended 5 times while it was made." in vera.get("/reports/files/").content.decode()


FAILURES = {
    SoftTimeLimitExceeded(): "It took too long.",
    OSError("no room"): "It could not be made (OSError).",
    preparing.NotPrepared("Because."): "Because.",
}


@pytest.mark.parametrize("error", FAILURES)
def test_why_it_was_not_made_is_said(vera, monkeypatch, error):
    def write(*_):
        raise error

    monkeypatch.setattr(preparing, "write", write)
    order(vera)
    tasks.prepare_files()
    assert told().state == FileState.FAILED
    assert FAILURES[error] in vera.get("/reports/files/").content.decode()
    order(vera)  # it may be ordered again
    assert PreparedFile.objects.filter(state=FileState.WAITING).count() == 1


def test_what_the_database_refuses_is_tried_again(vera, monkeypatch):
    def write(*_):
        raise DatabaseError

    order(vera)
    with monkeypatch.context() as away:
        away.setattr(preparing, "write", write)
        with pytest.raises(DatabaseError):
            tasks.prepare_files()
    with time_machine.travel(NOW + leases.LEASE, tick=False):
        tasks.prepare_files()
    assert told().state == FileState.READY


def test_a_sheet_that_cannot_hold_all_lines_is_not_cut_off(vera, monkeypatch):
    monkeypatch.setattr(preparing, "LINES_OF_A_SHEET", 3)
    order(vera, "xlsx")
    tasks.prepare_files()
    assert told().failed == "4 tickets are more lines than an XLSX sheet holds. Order it as CSV."


# --- For whom ---------------------------------------------------------------------------------


def test_nobody_else_sees_fetches_or_deletes_it(vera, client):
    order(vera)
    tasks.prepare_files()
    row = told()
    make.person("max", Role.ADMINISTRATOR, is_staff=True)
    sign_in(client, "max")
    assert "Tickets started" not in client.get("/reports/files/").content.decode()
    assert fetched(client).status_code == 404
    assert client.post(f"/reports/files/{row.key}/delete").status_code == 404
    assert told() == row


LESS = {"is_active": False, "is_staff": False}


@pytest.mark.parametrize("lost", LESS)
def test_who_left_or_lost_the_desk_fetches_nothing(vera, lost):
    order(vera)
    tasks.prepare_files()
    User.objects.filter(username="vera").update(**{lost: LESS[lost]})
    assert fetched(vera).status_code == 302  # to sign in


@pytest.mark.parametrize("lost", LESS)
def test_for_who_left_before_it_was_made_it_is_not_made(vera, files_of_its_own, lost):
    order(vera)
    User.objects.filter(username="vera").update(**{lost: LESS[lost]})
    tasks.prepare_files()
    assert told().state == FileState.FAILED
    assert stored(files_of_its_own) == []


def test_who_sees_less_since_it_was_made_is_refused_in_words(vera):
    order(vera)
    tasks.prepare_files()
    User.objects.filter(username="vera").update(role=Role.TEAM_LEAD)
    assert fetched(vera).status_code == 403
    assert "Your role or your teams have changed since" in vera.get("/reports/files/").content.decode()


def test_a_manager_who_becomes_an_administrator_sees_no_less(vera):
    order(vera)
    tasks.prepare_files()
    User.objects.filter(username="vera").update(role=Role.ADMINISTRATOR)
    assert fetched(vera).status_code == 200


def test_an_agents_file_holds_their_own_tickets_as_they_are_when_it_is_made(client, monkeypatch):
    monkeypatch.setattr("metrics.pages.tickets.MANY", 0)
    ana = make.person("ana")
    User.objects.filter(pk=ana.pk).update(is_staff=True, is_active=True)
    sign_in(client, "ana")
    order(client)
    tasks.prepare_files()
    text = b"".join(fetched(client).streaming_content).decode()
    assert ("About A" in text, "Open <b>one" in text) == (True, False)


# --- Not for ever -----------------------------------------------------------------------------


def test_it_is_kept_for_seven_days(vera, files_of_its_own):
    order(vera)
    tasks.prepare_files()
    with time_machine.travel(NOW + KEPT - timedelta(seconds=1), tick=False):
        tasks.throw_files_away()
        sign_in(vera)
        assert fetched(vera).status_code == 200
    with time_machine.travel(NOW + KEPT, tick=False):
        assert fetched(vera).status_code == 404  # also before the clock comes round
        assert "Thrown away" in vera.get("/reports/files/").content.decode()
        tasks.throw_files_away()
    assert (told().state, stored(files_of_its_own)) == (FileState.EXPIRED, [])
    with time_machine.travel(NOW + REMEMBERED, tick=False):
        tasks.throw_files_away()
    assert not PreparedFile.objects.exists()


def test_deleting_takes_the_file_away(vera, files_of_its_own):
    order(vera)
    tasks.prepare_files()
    vera.post(f"/reports/files/{told().key}/delete")
    assert (PreparedFile.objects.count(), stored(files_of_its_own)) == (0, [])


def test_a_file_of_no_row_is_swept_after_a_day_and_no_other(vera, files_of_its_own):
    order(vera)
    tasks.prepare_files()
    (kept,) = stored(files_of_its_own)
    old, young = kept.with_name("old.1"), kept.with_name("young.1")
    for path, age in ((kept, 2), (old, 2), (young, 0)):
        path.touch()
        os.utime(path, times=2 * ((NOW - timedelta(days=age)).timestamp(),))
    tasks.throw_files_away()
    assert stored(files_of_its_own) == sorted([kept, young])


@pytest.mark.parametrize("number", [1, 4])
def test_my_files_cost_the_same_however_many_there_are(vera, django_assert_num_queries, number):
    for day in range(number):
        order(vera, as_of=f"2025-04-{day + 10}")
        tasks.prepare_files()
    with django_assert_num_queries(5):
        vera.get("/reports/files/")
