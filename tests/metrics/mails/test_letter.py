"""What a scheduled mail says: the verdict, each headline figure with n, interval and the period before, the link for ever, the way out."""

import re
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest

from metrics.mails import figures
from metrics.mails.letter import letter
from metrics.mails.marks import stop_link
from metrics.models import ReportMailing, ReportMailRecipient
from metrics.overview.headlines import HEADLINES
from metrics.sheets import SHEETS
from tests import make
from tests.metrics.mails.conftest import colleague, scheduled
from tests.metrics.paging import Page, closed
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
AT = make.at("1/4 08:00")


def mailed(page, person=None, **asked):
    """The mail of one page on the first of April, in which last month is March."""
    person = person or colleague("vera", Role.MANAGER)
    scheduled(person, page=page, **{"period": "last_month", "clock": "calendar"} | asked)
    row = ReportMailing(pk=7, recipient=ReportMailRecipient.objects.select_related("mail__by", "person").latest("pk"))
    return letter(row, AT)


def html_of(mail):
    ((html, kind),) = mail.alternatives
    assert kind == "text/html"
    return html


@pytest.fixture
def busy():
    """Forty tickets in February that took a day, forty in March that took four."""
    make.desk()
    lines = []
    for number in range(40):
        for month, lasting in (("02", 1), ("03", 4)):
            told = closed(f"{month}-{number}", 3 + number % 20, lasting=lasting, confirmed=number % 2)
            lines += [{**one, "at": one["at"].replace("2025-03", f"2025-{month}")} for one in told]
    make.take(sorted(lines, key=lambda one: one["at"]))


def test_the_overview_begins_with_the_verdict_and_tells_every_headline_figure(busy):
    mail = mailed("overview")
    verdict = re.search(r"^\d+ of 15 figures moved by more than noise$", mail.body, re.MULTILINE)[0]
    assert mail.subject == f"Overview · Last month · {verdict}"
    assert mail.body.index(verdict) < mail.body.index("Time to resolution:")
    assert [one.title for one in HEADLINES if f"\n{one.title}: " not in mail.body] == []
    assert "Time to resolution, longer (worse)" in mail.body
    assert "\n  n 40 · 95 %: 96 h 00 min – 96 h 00 min\n  31 days before: 24 h 00 min, n 40\n" in mail.body


def test_a_report_tells_its_headline_figures_with_n_interval_and_the_period_before(busy):
    mail = mailed("ttr")
    assert mail.subject == "Time to resolution · Last month · 72 h 00 min longer: worse, more than noise"
    told = "Median: 96 h 00 min\n  n 40 · 95 %: 96 h 00 min – 96 h 00 min\n  31 days before: 24 h 00 min, n 40\n"
    assert told in mail.body
    assert "9 in 10 within (p90): 96 h 00 min" in mail.body
    assert "Closed only (biased)" in mail.body


@pytest.mark.parametrize("page", ["overview", *SHEETS])
def test_every_page_can_be_mailed_with_work_and_without(page):
    make.desk()
    empty = mailed(page)
    make.take([line for number in range(3) for line in closed(f"T{number}", 3 + number, confirmed=True)])
    full = mailed(page)
    for mail in (empty, full):
        assert page == "overview" or str(SHEETS[page].question) in mail.body
        assert "None" not in mail.body + html_of(mail)
        assert html_of(mail).count("<img") == len(mail.attachments) <= 1


def test_both_forms_tell_the_same(busy):
    mail = mailed("sla")
    words = re.sub(r"\s+", " ", Page(type("Response", (), {"content": html_of(mail).encode()})).words)
    for line in filter(None, (line.strip() for line in mail.body.splitlines())):
        if not line.startswith("http") and "The page with these figures" not in line and line != "Stop it:":
            label, _colon, value = line.partition(": ")
            assert label in words, line
            assert value in words, line


def test_a_split_report_tells_each_part_with_its_figures(busy):
    mail = mailed("ttr", split="channel")
    assert "By first channel\n\nEmail: n 40 · Still open 0 · " in mail.body
    assert re.search(r"^Email: .*Median 96 h 00 min", mail.body, re.MULTILINE)
    words = re.sub(r"\s+", " ", Page(type("Response", (), {"content": html_of(mail).encode()})).words)
    (part,) = re.findall(r"^Email: (.*)$", mail.body, re.MULTILINE)
    assert f"By first channel Email {part}" in words
    assert "By first channel" not in mailed("ttr").body


def test_of_many_parts_a_mail_tells_the_most_used_and_how_many_more_there_are(monkeypatch):
    make.desk()
    make.take([line for number in range(3) for line in closed(f"T{number}", 3 + number, confirmed=True)])
    make.take(closed("U", 7, channel="phone"))
    monkeypatch.setattr(figures, "MOST_PARTS", 1)
    body = mailed("ttr", split="channel").body
    assert "1 more part is on the page" in body
    assert ("\nEmail: " in body, "\nPhone: " in body) == (True, False)
    assert "n under 30: read with care" in body


def test_its_link_opens_the_same_figures_for_ever(busy, client):
    vera = colleague("vera", Role.MANAGER)
    mail = mailed("ttr", vera, channel="email")
    (link,) = re.findall(r"^http\S*/reports/ttr/\S*$", mail.body, re.MULTILINE)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    assert (asked["from"], asked["to"], asked["as_of"]) == ("2025-03-01", "2025-04-01", "2025-04-01T06:00:00Z")
    assert (asked["known_at"], asked["channel"], asked["clock"]) == ("2025-04-01T06:00:00Z", "email", "calendar")
    client.force_login(vera, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(urlsplit(link).path, asked).status_code == 200
    assert f'href="{link}"'.replace("&", "&amp;") in html_of(mail)


def test_it_says_how_to_stop_it_to_people_and_to_mail_programs(busy):
    mail = mailed("ttr")
    link = stop_link(ReportMailRecipient.objects.get())
    assert link in mail.body
    assert link in html_of(mail)
    assert mail.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_it_says_who_set_it_up_for_somebody_else(busy):
    boss, kim = colleague("boss", Role.MANAGER), colleague("kim")
    scheduled(boss, kim)
    row = ReportMailing(pk=7, recipient=ReportMailRecipient.objects.get())
    assert "Set up by boss." in letter(row, AT).body
    assert "Your own figures: tickets that you own now." in letter(row, AT).body
    assert "Set up by" not in mailed("ttr", boss).body


def test_what_people_are_called_is_no_markup_and_no_header(busy):
    rude = colleague("rude", Role.MANAGER, first_name='<b>"Rude"</b>,\r\nBcc: all@example.org', last_name="Name")
    scheduled(rude, colleague("kim"))
    row = ReportMailing(pk=7, recipient=ReportMailRecipient.objects.get())
    assert "<b>" not in html_of(letter(row, AT))
    head = message_from_bytes(mailed("ttr", rude).message().as_bytes(), policy=default)
    (to,) = head["To"].addresses
    assert (to.display_name, to.addr_spec) == ('<b>"Rude"</b>, Bcc: all@example.org Name', "rude@desk.example")
    assert head["Bcc"] is None
