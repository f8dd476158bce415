"""The page on which everybody says that they are away."""

from tests import make
from tests.tickets.admin.conftest import words
from tickets.models import OutOfOffice

PAGE = "/admin/tickets/ticket/out-of-office/"


def test_somebody_is_away_sees_it_and_comes_back(ana):
    ben = make.person("ben")
    said = {"from_at": "2025-03-10T12:00", "until_at": "2025-03-14T09:00", "hands": "person", "to": ben.pk}
    assert ana.client.post(PAGE, said)["Location"] == PAGE
    row = OutOfOffice.objects.get()
    assert (row.person, row.to, row.hands) == (ana.person, ben, "person")
    assert "You are out of office from" in words(ana.client.get(PAGE))
    ana.client.post(PAGE, {"back": "1"})
    page = words(ana.client.get(PAGE))
    assert "You are out of office from" not in page
    assert "taken back" in page  # what was said stays, with who gets it
    assert "They go to one person: ben" in page


def test_what_cannot_be_is_said_beside_its_field(ana):
    answer = ana.client.post(PAGE, {"from_at": "2025-03-10T12:00", "until_at": "2025-03-09T09:00", "hands": "team"})
    assert (answer.status_code, OutOfOffice.objects.count()) == (400, 0)
    assert "Say when you are back" in words(answer)
    assert PAGE in ana.client.get("/admin/tickets/ticket/my-desk/").content.decode()
