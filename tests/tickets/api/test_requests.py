"""The customer's own view over HTTP: what it shows, what it never shows, and what a customer can do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.make import contact, counted
from tests.tickets.api.conftest import Caller
from tickets.actions.promises import PromiseGiven
from tickets.models import Event, Feedback, Message, Ticket

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def holder(ticket, at=None):
    """Whoever holds the link of a ticket."""
    return Caller(HTTP_AUTHORIZATION=f"Request {make.token(ticket, at=at or now())}")


@pytest.fixture
def mia(ticket):
    return holder(ticket)


@pytest.fixture
def path(ticket):
    return f"requests/{ticket.reference}"


class TestView:
    def test_it_shows_promises_facts_and_words(self, mia, path, ana):
        ticket = Ticket.objects.get()
        promise = PromiseGiven("Check and get back", now() + timedelta(days=1))
        make.do("facts", ticket, by=ana, at=now(), facts={"device": "Pixel 7"})
        make.do("reply", ticket, by=ana, at=now(), text="We check.", promise=promise)
        told = mia.get(path).json()
        assert (told["reference"], told["status"], told["waiting_on"]) == (ticket.reference, "open", "us")
        assert [(m["who"], m["name"], m["text"]) for m in told["messages"]] == [
            ("you", None, "The app hangs."),
            ("us", "Ana", "We check."),
        ]
        assert [(p["text"], p["by"], p["state"]) for p in told["promises"]] == [("Check and get back", "Ana", "open")]
        assert [(f["key"], f["value"]) for f in told["facts"]] == [("device", "Pixel 7")]
        assert told["next"] == {"what": "We do what we promised.", "due_at": told["promises"][0]["due_at"]}
        assert told["loop"] == {"state": "open", "asked": False, "presumed_at": None}

    def test_it_shows_no_internals(self, mia, path, ana):
        make.do("note", Ticket.objects.get(), by=ana, at=now(), text="A difficult one.")
        shown = mia.get(path).content.decode()
        for internal in ("A difficult one", "ana", "chasers", "stalled", "owner", "version", "mia@example.org"):
            assert internal not in shown

    def test_the_token_may_be_in_the_link(self, anybody, path, ticket):
        assert anybody.get(f"{path}?t={make.token(ticket, at=now())}").status_code == 200

    def test_the_question_says_when_silence_is_taken_for_a_yes(self, mia, path, ticket, ana):
        at = now().replace(microsecond=0)
        make.resolved(ticket, at, ana)
        told = mia.get(path).json()
        presumed_at = (at + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert told["loop"] == {"state": "awaiting", "asked": True, "presumed_at": presumed_at}
        assert told["next"]["what"] == "Tell us whether it is solved."

    def test_a_fact_is_shown_once_with_its_latest_value_and_not_when_it_has_expired(self, mia, path, ticket, ana):
        for value in ("Pixel 6", "Pixel 7"):
            make.do("facts", ticket, by=ana, at=now(), facts={"device": value})
        past = now() - timedelta(seconds=1)
        make.do("facts", ticket, by=ana, at=now(), facts={"city": "Ulm"}, valid_until=past)
        assert [(f["key"], f["value"]) for f in mia.get(path).json()["facts"]] == [("device", "Pixel 7")]

    def test_a_merged_ticket_goes_on_in_the_other_one_for_who_gets_a_new_link(self, mia, path, ticket, ana):
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        other = contact("It also beeps.")
        make.do("merge", ticket, by=ana, at=now(), into=other)
        assert mia.get(path).status_code == 404  # a merge ends all links
        ticket.refresh_from_db()
        told = holder(ticket).get(path).json()
        assert told["reference"] == other.reference
        assert [m["text"] for m in told["messages"]] == ["The app hangs.", "It also beeps.", "Try this."]

    def test_a_merge_shows_nobody_the_words_of_another_customer(self, mia, path, ticket, ana):
        other = contact("My card number is in here.", email="leo@example.org", facts={"secret": "x"})
        make.do("promise", other, by=ana, at=now(), text="To Leo")
        make.do("merge", other, by=ana, at=now(), into=ticket)
        ticket.refresh_from_db()
        other.refresh_from_db()
        told = holder(ticket).get(path).json()
        assert [m["text"] for m in told["messages"]] == ["The app hangs."]
        assert (told["facts"], told["promises"]) == ([], [])
        their_own = holder(other).get(f"requests/{other.reference}").json()
        assert [m["text"] for m in their_own["messages"]] == ["My card number is in here."]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_long_one_costs_what_a_short_one_costs(self, mia, path, ticket, ana, rows):
        for number in range(rows):
            make.do("reply", ticket, by=ana, at=now(), text=f"{number}")
        make.resolved(ticket, timezone.now(), ana)
        with counted() as statements:
            assert len(mia.get(path).json()["messages"]) == rows + 2
        # The ticket, whose link it is, what is merged into it, messages, their files, what is on file, promises, facts, scores,
        # and for the question the log (two).
        assert len(statements) == 11


class TestDoor:
    def test_without_a_token_nobody_comes_in(self, anybody, path, ticket):
        for address in (path, "requests/FT-0000-0000"):
            response = anybody.get(address)
            assert (response.status_code, response["WWW-Authenticate"]) == (401, "Request")

    def test_a_link_that_opens_nothing_tells_nothing(self, anybody, path, ticket, mia):
        other = contact(email="leo@example.org")
        old = make.token(ticket, at=now() - timedelta(days=32))
        answers = [
            anybody.get(path, HTTP_AUTHORIZATION="Request nonsense"),
            anybody.get(path, HTTP_AUTHORIZATION=f"Request {old}"),
            anybody.get(path, HTTP_AUTHORIZATION=f"Request {make.token(other, at=now())}"),
            mia.get("requests/FT-0000-0000"),
            mia.get("requests/%00"),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.json()["detail"] for answer in answers}) == 1

    @pytest.mark.parametrize("verb", ["messages", "confirm", "dispute", "feedback"])
    def test_nor_can_one_write_through_it(self, anybody, path, verb):
        body = {"text": "x"} if verb == "messages" else {}
        assert anybody.post(f"{path}/{verb}", body).status_code == 401
        assert anybody.post(f"{path}/{verb}", body, HTTP_AUTHORIZATION="Request x").status_code == 404

    def test_an_agents_key_is_no_customers_token(self, agent, path):
        assert agent.get(path).status_code == 401


class TestWords:
    def test_a_message_is_the_customers_own(self, mia, path, ticket):
        response = mia.post(f"{path}/messages", {"text": "It still hangs."})
        assert response.status_code == 201
        assert [m["text"] for m in response.json()["messages"]] == ["The app hangs.", "It still hangs."]
        message = Message.objects.latest("pk")
        assert (message.ticket, message.proven, message.channel) == (ticket, True, "web")
        assert message.sender == {"name": "Mia", "email": "mia@example.org"}

    def test_it_joins_its_ticket_even_when_others_wait_for_us_too(self, mia, path, ticket, ana):
        make.do("reply", ticket, by=ana, at=now(), text="Try this.")
        contact("Another thing.")
        mia.post(f"{path}/messages", {"text": "It still hangs."})
        assert Message.objects.latest("pk").ticket == ticket

    def test_the_same_key_sends_once(self, mia, path):
        codes = [mia.post(f"{path}/messages", {"text": "Hello"}, HTTP_IDEMPOTENCY_KEY="k").status_code for _ in "12"]
        assert codes == [201, 200]
        assert Message.objects.count() == 2

    @pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x", "ticket": 1}, {"text": "x", "from": {}}, []])
    def test_what_cannot_be_read_is_refused(self, mia, path, body):
        assert mia.post(f"{path}/messages", body).status_code == 400


class TestYesAndNo:
    def test_yes(self, mia, path, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        told = mia.post(f"{path}/confirm").json()
        assert told["loop"]["state"] == "confirmed"
        assert not told["loop"]["asked"]

    def test_no_with_words(self, mia, path, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        told = mia.post(f"{path}/dispute", {"text": "It still hangs."}).json()
        assert (told["status"], told["loop"]["state"]) == ("open", "disputed")
        assert told["messages"][-1]["text"] == "It still hangs."

    def test_there_is_nothing_to_confirm_before_we_said_that_it_is_done(self, mia, path, ticket):
        for verb in ("confirm", "dispute"):
            response = mia.post(f"{path}/{verb}")
            assert response.status_code == 409
            assert response.json()["detail"].startswith("Nothing is resolved yet")

    def test_a_score(self, mia, path, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        told = mia.post(f"{path}/feedback", {"score": 5, "comment": "Thanks"}).json()
        assert told["scores"] == {"csat": 5}
        assert Feedback.objects.get().comment == "Thanks"

    @pytest.mark.parametrize(
        "body",
        [{}, {"score": 0}, {"score": 6}, {"score": "x"}, {"survey": "nps", "score": 11}, {"survey": "ces", "score": 8},
         {"survey": "mood", "score": 1}, {"score": 5, "by": "ana"}],
    )  # fmt: skip
    def test_a_score_that_is_none(self, mia, path, body):
        assert mia.post(f"{path}/feedback", body).status_code == 400
        assert not Feedback.objects.exists()


class TestRepeatedClicks:
    """A click is one event, however often it is clicked."""

    def clicked(self, mia, path, what, body):
        before = Event.objects.count()
        assert [mia.post(f"{path}/{what}", body).status_code for _ in range(3)] == [200, 200, 200]
        return Event.objects.count() - before

    def test_on_yes(self, mia, path, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        assert self.clicked(mia, path, "confirm", {}) == 1

    @pytest.mark.parametrize("body", [{"score": 4}, {"survey": "nps", "score": 9, "comment": "Quick."}])
    def test_on_a_score(self, mia, path, ticket, ana, body):
        make.resolved(ticket, timezone.now(), ana)
        assert self.clicked(mia, path, "feedback", body) == 1
        assert Feedback.objects.count() == 1

    def test_another_score_is_another_event(self, mia, path, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        self.clicked(mia, path, "feedback", {"score": 4})
        assert self.clicked(mia, path, "feedback", {"score": 5}) == 1
        assert self.clicked(mia, path, "feedback", {"score": 4}) == 1

    def test_a_yes_after_a_no_counts_again(self, mia, path, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        self.clicked(mia, path, "confirm", {})
        mia.post(f"{path}/dispute", {})
        make.resolved(ticket, timezone.now(), ana)
        assert self.clicked(mia, path, "confirm", {}) == 1
