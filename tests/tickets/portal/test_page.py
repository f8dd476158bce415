"""The customer's page: what stands on it, what it can do without a script, and what a wrong link gets to see."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import make
from tests.make import contact, counted, person
from tickets.actions.promises import PromiseGiven
from tickets.models import Attachment, Event, Feedback, KnownFact, Message, Ticket

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def ana(db):
    return person("ana", first_name="Ana")


@pytest.fixture
def ticket(db):
    return contact()


@pytest.fixture
def page(ticket):
    return Page(ticket)


class Page:
    """A browser with a ticket's link in it."""

    def __init__(self, ticket, at=None):
        self.client = Client()
        self.start = f"/r/{ticket.reference}"
        self.token = make.token(ticket, at=at or now())

    def get(self, path=""):
        """The page, or what lies under it."""
        return self.client.get(f"{self.start}{path}?t={self.token}")

    def post(self, path, **data):
        """A form's POST, as a browser sends it; gives where it leads, for one that was taken."""
        response = self.client.post(f"{self.start}{path}?t={self.token}", data)
        if response.status_code == 303:
            said = "&received=1#received" if path == "/messages" else ""
            assert response["Location"] == f"{self.start}?t={self.token}{said}"
            return self.client.get(response["Location"])
        return response

    def text(self, response=None):
        """What one reads: without tags, in one line."""
        html = (response or self.get()).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class TestShown:
    def test_addresses_of_the_web_are_links_and_nothing_else_is_markup(self, page, ticket, ana):
        make.do("reply", ticket, by=ana, at=now(), text="See https://example.com/help <script>")
        html = page.get().content.decode()
        assert 'href="https://example.com/help" target="_blank" rel="nofollow noopener noreferrer"' in html
        assert "&lt;script&gt;" in html

    def test_our_word_kept_and_not_kept_alike(self, page, ticket, ana):
        two_days = now() - timedelta(days=2)
        make.do("promise", ticket, by=ana, at=two_days, text="Check", due_at=now() - timedelta(days=1))
        make.do("promise", ticket, by=ana, at=two_days, text="A fix", due_at=now() + timedelta(days=1))
        kept = ticket.promises.get(text="A fix").pk
        make.do("reply", ticket, by=ana, at=now(), text="Here it is.", keeps=[kept])
        text = page.text()
        assert re.search(r"A fix, by \w+ \d+ \w+ \d\d:\d\d Kept · Ana", text)
        assert re.search(r"Check, by \w+ \d+ \w+ \d\d:\d\d Not kept · Ana", text)
        assert "We are sorry." in text

    def test_the_conversation_oldest_first_and_without_notes(self, page, ticket, ana):
        make.do("note", ticket, by=ana, at=now(), text="A difficult one.")
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        text = page.text()
        assert text.index("The app hangs.", text.index("Conversation")) < text.index("Try this.")
        assert "A difficult one" not in text

    def test_words_are_words_and_never_markup(self, ana):
        ticket = contact("<script>alert(1)</script><b>bold</b>", subject="<i>x</i>", facts={"<u>k</u>": "<s>v</s>"})
        make.do("promise", ticket, by=ana, at=now(), text="<em>soon</em>")
        html = Page(ticket).get().content.decode()
        for tag in ("<script", "<b>bold", "<i>x", "<u>k", "<s>v", "<em>"):
            assert tag not in html

    def test_where_it_stands(self, page, ticket, ana):
        assert "it is our move" in page.text()
        assert "Nobody has taken it yet" in page.text()
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        assert "we wait for your answer" in page.text()

    def test_no_script_and_no_style_stands_in_it(self, page, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        response = page.get()
        html = response.content.decode()
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html)
        assert "script-src" not in response["Content-Security-Policy"]
        assert "default-src 'self'" in response["Content-Security-Policy"]

    def test_it_is_kept_by_nobody_and_told_to_nobody(self, page):
        response = page.get()
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_long_one_costs_what_a_short_one_costs(self, page, ticket, ana, rows):
        for number in range(rows):
            make.do("reply", ticket, by=ana, at=now(), text=f"{number}", promise=PromiseGiven(f"P{number}"))
        make.resolved(ticket, timezone.now(), ana)
        with counted() as statements:
            assert page.text().count("Open · Ana") == rows
        # The ticket, whose link it is, what is merged into it, messages, their files, what is on file, promises, facts, scores,
        # and for the question the log (two).
        assert len(statements) == 11


class TestDoesItWork:
    def test_the_question_comes_first(self, page, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        make.do("promise", ticket, by=ana, at=now(), text="A visit")
        text = page.text()
        assert "Ana says it is solved. Does it work for you?" in text
        assert text.index("Does it work for you?") < text.index("What we promised") < text.index("Conversation")
        assert re.search(r"No answer by \w+ \d+ \w+ \d\d:\d\d\? Then we note it as presumed solved", text)

    def test_it_is_not_asked_before_we_said_that_it_is_done(self, page):
        assert "Does it work" not in page.text()

    def test_yes_and_then_one_score(self, page, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        thanked = page.text(page.post("/confirm"))
        assert Ticket.objects.get().loop == "confirmed"
        assert "Thank you" in thanked
        assert "How well did we help you?" in thanked
        scored = page.text(page.post("/feedback", score="4", comment="Quick"))
        assert "Your score is 4 of 5." in scored
        assert "How well did we help you?" not in scored
        assert Feedback.objects.values_list("survey", "score", "comment").get() == ("csat", 4, "Quick")

    def test_no_and_then_what_we_do_next(self, page, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        told = page.text(page.post("/dispute", text="It still hangs."))
        assert Ticket.objects.get().loop == "disputed"
        assert re.search(r"We are sorry that it is not solved. .* a person answers you.", told)
        assert "It still hangs." in told

    def test_it_promises_no_target_of_ours(self, page, ticket, ana, targets):
        assert not re.search(r"By (today|\w+ \d+ \w+) \d|answers by|We are late", page.text())
        make.resolved(ticket, timezone.now(), ana)
        told = page.text(page.post("/dispute"))
        assert not re.search(r"By (today|\w+ \d+ \w+) \d|answers by|We are late", told)

    def test_what_we_promised_them_is_due_when_we_said(self, page, ticket, ana, targets):
        make.do("promise", ticket, by=ana, at=now(), text="A fix", due_at=now() + timedelta(days=1))
        assert re.search(r"We do what we promised. By \w+ \d+ \w+ \d", page.text())

    def test_it_says_where_they_wrote_that_it_was_received(self, page):
        assert "We have received your message." not in page.text()
        told = page.text(page.post("/messages", text="It still hangs."))
        assert told.index("It still hangs.") < told.index("We have received your message.") < told.index("Send")

    def test_no_without_a_word(self, page, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        page.post("/dispute")
        assert Ticket.objects.get().loop == "disputed"

    def test_a_page_that_is_older_than_the_ticket_keeps_what_was_typed(self, page, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        make.do("reopen", ticket, by=ana, at=now())
        response = page.post("/dispute", text="It still hangs.")
        assert response.status_code == 409
        assert "Something has changed" in page.text(response)
        assert re.search(r'name="text"[^>]*>It still hangs.</textarea>', response.content.decode())

    @pytest.mark.parametrize("score", ["", "0", "6", "x", "1e3"])
    def test_a_score_that_is_none(self, page, ticket, ana, score):
        make.resolved(ticket, timezone.now(), ana)
        page.post("/confirm")
        assert page.post("/feedback", score=score).status_code == 400
        assert not Feedback.objects.exists()


class TestWriting:
    def test_words_and_files_join_the_ticket(self, page, ticket):
        file = SimpleUploadedFile("log.html", b"<script>", content_type="text/html")
        told = page.post("/messages", text="It still hangs.", attachments=[file])
        assert "It still hangs." in page.text(told)
        message = Message.objects.latest("pk")
        assert (message.ticket, message.proven) == (ticket, True)
        assert Attachment.objects.get().message == message

    def test_a_second_click_sends_nothing(self, page):
        once = re.search(r'name="once" value="([^"]+)"', page.get().content.decode())[1]
        for _ in range(2):
            page.post("/messages", text="It still hangs.", once=once)
        assert Message.objects.count() == 2

    def test_nothing_is_not_sent(self, page):
        response = page.post("/messages", text="  ")
        assert response.status_code == 400
        assert "Write something before you send it." in page.text(response)

    def test_what_was_too_long_is_kept_in_the_box(self, page):
        response = page.post("/messages", text="a" * 20_001)
        assert response.status_code == 400
        assert "a" * 20_001 in response.content.decode()

    @pytest.mark.parametrize("count", [10, 11])
    def test_ten_files_are_enough(self, page, count):
        files = [SimpleUploadedFile(f"{number}", b"x") for number in range(count)]
        response = page.post("/messages", text="See.", attachments=files)
        assert response.status_code == (200 if count == 10 else 400)

    def test_ten_megabytes_of_text_are_refused(self, page):
        assert page.post("/messages", text="a" * 10_000_000).status_code in (400, 413)

    def test_a_fact_is_put_right(self, page, ticket, ana):
        make.do("facts", ticket, by=ana, at=now(), facts={"app_version": "4.2"})
        told = page.text(page.post("/facts", key="app_version", value="4.3"))
        assert re.search(r"App version 4\.3", told)
        assert KnownFact.objects.latest("pk").value == "4.3"
        assert Event.objects.filter(kind="facts").latest("pk").by is None

    def test_the_token_is_enough_and_needs_no_cookie(self, ticket):
        browser = Client(enforce_csrf_checks=True)
        address = f"/r/{ticket.reference}/messages?t={make.token(ticket, at=now())}"
        assert browser.post(address, {"text": "Hello"}).status_code == 303


class TestFiles:
    def test_they_are_saved_and_never_shown(self, page):
        page.post("/messages", text="See.", attachments=[SimpleUploadedFile("a.html", b"<script>", "text/html")])
        file = Attachment.objects.get()
        assert f"/files/{file.pk}?t=" in page.get().content.decode()
        response = page.get(f"/files/{file.pk}")
        assert b"".join(response.streaming_content) == b"<script>"
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"] == 'attachment; filename="a.html"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]

    def test_a_file_of_another_ticket_is_not_there(self, page):
        other = Page(contact(email="leo@example.org"))
        other.post("/messages", text="See.", attachments=[SimpleUploadedFile("a.txt", b"x")])
        assert page.get(f"/files/{Attachment.objects.get().pk}").status_code == 404
        assert page.get("/files/999").status_code == 404


PLACES = ["", "/messages", "/confirm", "/dispute", "/feedback", "/facts", "/files/1"]


class TestDoor:
    @pytest.mark.parametrize("place", PLACES)
    def test_a_link_that_opens_nothing_tells_nothing_and_offers_a_new_one(self, ticket, place):
        old = make.token(ticket, at=now() - timedelta(days=32))
        send = "get" if place in ("", "/files/1") else "post"
        told = set()
        for reference, token in ((ticket.reference, "x"), (ticket.reference, old), ("FT-0000-0000", old)):
            response = getattr(Client(), send)(f"/r/{reference}{place}?t={token}")
            assert response.status_code == 404
            told.add(response.content.decode().replace(reference, ""))
        assert len(told) == 1
        assert "Send me a new link" in told.pop()

    def test_a_form_is_posted_and_the_page_is_read(self, page):
        assert page.get("/confirm").status_code == 405
        assert page.client.post(f"{page.start}?t={page.token}").status_code == 405

    def test_who_knocks_too_often_has_to_wait(self, page, monkeypatch):
        monkeypatch.setattr("tickets.portal.signed_link.REQUESTS_A_MINUTE", 2)
        assert [page.get().status_code for _ in range(3)] == [200, 200, 429]


class TestNewLink:
    def ask(self, reference, address, **headers):
        data = {"reference": reference, "address": address}
        return Client().post("/r/FT-0000-0000/link", data, **headers)

    def mails(self):
        return Message.objects.filter(direction="out")

    def test_it_goes_to_the_address_on_file(self, ticket):
        response = self.ask(ticket.reference.lower(), " MIA@example.org ")
        assert "a new link is on its way" in response.content.decode()
        mail = self.mails().get()
        assert (mail.recipient, mail.automatic, mail.delivery) == ("mia@example.org", True, "waiting")
        assert mail.ticket == ticket
        assert make.token(ticket, at=now())[8:] not in mail.text

    def test_the_answer_is_the_same_whether_or_not_they_match(self, ticket):
        contact(email="leo@example.org")
        answers = {
            self.ask(ticket.reference, "leo@example.org").content,
            self.ask(ticket.reference, "eve@example.org").content,
            self.ask("FT-0000-0000", "mia@example.org").content,
            self.ask(ticket.reference, "nonsense").content,
        }
        assert not self.mails().exists()
        assert answers == {self.ask(ticket.reference, "mia@example.org").content}
        assert self.mails().count() == 1

    def test_an_hour_gives_one_mail(self, ticket):
        for _ in range(3):
            self.ask(ticket.reference, "mia@example.org")
        assert self.mails().count() == 1

    def test_it_is_no_answer_and_moves_nothing(self, ticket):
        self.ask(ticket.reference, "mia@example.org")
        ticket.refresh_from_db()
        assert (ticket.waiting_on, ticket.first_answered_at) == ("us", None)

    def test_for_a_merged_ticket_it_is_that_of_the_ticket_it_went_into(self, ticket, ana):
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        other = contact("Another thing.")
        make.do("merge", ticket, by=ana, at=now(), into=other)
        self.ask(ticket.reference, "mia@example.org")
        assert self.mails().latest("pk").ticket == other

    @pytest.mark.parametrize("data", [{}, {"reference": "x" * 17, "address": "a@b.example"}, {"reference": "\0"}])
    def test_what_cannot_be_read_is_asked_for_again(self, data):
        response = Client().post("/r/FT-0000-0000/link", data)
        assert response.status_code == 400
        assert "Send me a new link" in response.content.decode()

    def test_guessing_is_slow(self, ticket, monkeypatch):
        monkeypatch.setattr("tickets.portal.views.LINKS_AN_HOUR", 2)
        guesses = [self.ask(ticket.reference, f"{n}@example.org", REMOTE_ADDR=f"10.0.0.{n}") for n in range(3)]
        assert [guess.status_code for guess in guesses] == [200, 200, 429]
        others = [self.ask(f"FT-0000-000{n}", "mia@example.org", REMOTE_ADDR="10.0.1.1") for n in range(3)]
        assert [guess.status_code for guess in others] == [200, 200, 429]
