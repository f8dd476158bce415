"""The page on which everybody says what they want to be told."""

from datetime import time

from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import secret_in
from tickets.models import Told, User
from tickets.models.notice import told_of

PAGE = "/admin/tickets/ticket/told/"
SAID = {"away_minutes": "5", "pace": "at_once"}


def test_everybody_says_what_they_are_told_and_reads_it_again(ana):
    User.objects.filter(pk=ana.person.pk).update(email="ana@example.com")
    said = SAID | {"by_mail": ["mention", "wrote"], "pace": "hour", "quiet_from": "22:00", "quiet_until": "07:00"}
    assert ana.client.post(PAGE, said)["Location"] == PAGE
    mine = told_of(ana.person.pk)
    assert (mine.by_mail, mine.pace, mine.quiet_from, mine.quiet_until) == (
        ["mention", "wrote"],
        "hour",
        time(22),
        time(7),
    )
    page = ana.client.get(PAGE)
    assert page.context["form"]["by_mail"].value() == ["mention", "wrote"]
    assert "Mails go to ana@example.com" in words(page)
    assert PAGE in ana.client.get("/admin/tickets/ticket/my-desk/").content.decode()


def test_the_secret_of_a_webhook_is_shown_once(ana):
    answer = ana.client.post(PAGE, SAID | {"by_hook": ["mention"], "hook_url": "https://hooks.example.com/a"})
    secret = secret_in(answer)
    assert secret == told_of(ana.person.pk).hook_secret
    assert secret not in ana.client.get(PAGE).content.decode()


def test_what_cannot_be_is_said_beside_its_field(ana):
    answer = ana.client.post(PAGE, SAID | {"by_mail": ["mention"], "hook_url": "http://hooks.example.com"})
    assert answer.status_code == 400
    assert "You have no mail address here." in words(answer)
    assert not Told.objects.exists()
