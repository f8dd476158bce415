"""An organisation's page, its history, and where it stands beside people."""

from tests import make
from tests.tickets.admin.customer.conftest import post
from tickets.actions.setup import people
from tickets.models import Organisation
from tickets.rules.access import COMMAND

PAGE = "organisation/"


def added(browser, **said):
    said = {"name": "Acme Ltd", "domains": "acme.example", "notes": "Until June."} | said
    return browser.client.post(f"/admin/tickets/{PAGE}add/", said)


def test_it_is_added_shown_with_its_people_and_what_they_have_open_and_changed_with_a_history(ana, desk):
    assert added(ana).status_code == 302
    row = Organisation.objects.get()
    make.ticket("10 09:00", "It hangs.", subject="App hangs", email="mia@acme.example", name="Mia Novak")
    text = ana.words(f"{PAGE}{row.pk}/change/")
    assert all(word in text for word in ("App hangs", "Mia Novak", "mia@acme.example", "It hangs."))
    changed = {"name": "Acme Inc", "domains": "acme.example\nacme.test", "notes": ""}
    assert ana.client.post(f"/admin/tickets/{PAGE}{row.pk}/change/", changed).status_code == 302
    assert "acme.example, acme.test" in ana.words(PAGE)
    assert "from “Acme Ltd” to “Acme Inc”" in ana.words(f"{PAGE}{row.pk}/history/")


def test_what_is_refused_is_said_beside_its_field(ana, desk):
    answer = added(ana, domains="gmail.com")
    assert answer.status_code == 400
    assert "Everybody can have an address at gmail.com" in answer.content.decode()


def test_tickets_of_other_teams_stay_theirs(ana, browser, desk):
    added(ana)
    team = people.create_team(by=COMMAND, slug="others", name="Others")
    secret = make.ticket("10 09:00", "Secret.", email="mia@acme.example", name="Mia Novak")
    make.do("assign", secret, at=make.at("10 09:10"), team=team)
    text = ana.words(f"{PAGE}{Organisation.objects.get().pk}/change/")
    assert "Mia Novak" not in text
    assert "Secret." not in text


def test_it_stands_beside_the_person_and_is_set_from_their_page(ana, mia):
    added(ana)
    assert post(ana, mia, "do/organisation/", organisation="acme ltd").status_code == 302
    assert "Acme Ltd" in ana.words(f"ticket/{mia.pk}/change/")
    assert "Organisation: Acme Ltd by ana" in ana.words(f"customer/{mia.customer_id}/change/")
    assert post(ana, mia, "do/organisation/", organisation="Nowhere").status_code == 400
    assert "Mia Novak" in ana.words("ticket/?view=all&org=Acme Ltd")
    assert "Mia Novak" not in ana.words("ticket/?view=all&org=Other")
    assert "Acme Ltd" in ana.client.get("/admin/tickets/ticket/palette/", {"q": "acme"}).content.decode()


def test_who_only_reads_sees_it_and_changes_nothing(browser, ana, mia):
    added(ana)
    rea = browser("rea", "read_only")
    assert "Acme Ltd" in rea.words(PAGE)
    assert "acme.example" in rea.words(f"{PAGE}{Organisation.objects.get().pk}/change/")
    assert rea.client.post(f"/admin/tickets/{PAGE}{Organisation.objects.get().pk}/change/", {}).status_code == 403
    assert post(rea, mia, "do/organisation/", organisation="").status_code == 403
