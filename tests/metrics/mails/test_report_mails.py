"""What people do with scheduled mails, whoever calls: the form's rules hold below it as well."""

import pytest

from metrics.actions import report_mails
from metrics.models import ReportMail
from tests import make
from tests.metrics.mails.conftest import MORNING, colleague, scheduled
from tickets.actions.record import Invalid
from tickets.models.people import Role
from tickets.rules import access
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.AGENT, Role.READ_ONLY, Role.TEAM_LEAD])
def test_nobody_has_figures_mailed_to_whom_it_is_not_theirs_to(desk, role):
    with pytest.raises(Invalid) as refused:
        scheduled(colleague("kim", role, desk["Support"]), colleague("ben"))
    assert refused.value.field == "people"
    assert not ReportMail.objects.exists()


def test_a_mail_to_nobody_is_none(desk):
    boss = colleague("boss")
    with pytest.raises(Invalid, match="Choose who gets it"):
        report_mails.schedule(
            by=boss, page="ttr", asked={}, every="daily", rhythm=MORNING, people=[], at=make.at("5/4 12:00")
        )


def test_one_person_has_so_many_and_no_more(desk, monkeypatch):
    monkeypatch.setattr(report_mails, "MOST", 2)
    boss = colleague("boss")
    scheduled(boss)
    scheduled(boss)
    with pytest.raises(Invalid, match="You have 2 scheduled mails"):
        scheduled(boss)
    scheduled(colleague("ana"))


def test_who_may_not_see_figures_sets_up_and_changes_nothing(desk, monkeypatch):
    boss = colleague("boss")
    mail = scheduled(boss)
    monkeypatch.setitem(access.MAY, "figures", frozenset())
    for change in (
        lambda: scheduled(boss),
        lambda: report_mails.stop_mail(mail, by=boss),
        lambda: report_mails.resume_mail(mail, by=boss, at=make.at("5/4 12:00")),
        lambda: report_mails.delete_mail(mail, by=boss),
    ):
        with pytest.raises(Denied):
            change()


def test_only_who_set_it_up_stops_goes_on_with_and_deletes_it(desk):
    boss, adam = colleague("boss"), colleague("adam", Role.ADMINISTRATOR)
    mail = scheduled(boss)
    report_mails.stop_mail(mail, by=adam)
    report_mails.delete_mail(mail, by=adam)
    assert ReportMail.objects.get().next_at is not None
    report_mails.stop_mail(mail, by=boss)
    report_mails.resume_mail(mail, by=adam, at=make.at("5/4 12:00"))
    assert ReportMail.objects.get().next_at is None


def test_to_go_on_with_what_was_not_stopped_changes_nothing(desk):
    boss = colleague("boss")
    mail = scheduled(boss)
    report_mails.resume_mail(mail, by=boss, at=make.at("9/4 12:00"))
    assert ReportMail.objects.get().next_at == make.at("6/4 08:00")
