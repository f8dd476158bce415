"""The front door over HTTP: what is taken, what is refused, and what nobody is shown."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tests.make import contact
from tests.tickets.api.conftest import Caller
from tickets.actions.setup import accounts
from tickets.models import Attachment, IdempotencyKey, KnownFact, Message, ServiceTarget, Ticket, tokens
from tickets.models.history import current_desk, forget_desk
from tickets.models.tokens import OpenedToken
from tickets.rules.access import COMMAND
from tickets.rules.showing import Holder

pytestmark = pytest.mark.django_db

MIA = {"name": "Mia", "email": "mia@example.org"}
BODY = {"from": MIA, "text": "The app hangs."}


def opens(url):
    """The ticket that a signed address opens."""
    address = urlsplit(url)
    return tokens.read(address.path.rpartition("/")[2], parse_qs(address.query)["t"][0], timezone.now())


def written():
    """What customers wrote, without our acknowledgements."""
    return Message.objects.filter(direction="in")


class TestTaken:
    def test_the_answer_says_what_became_of_it_and_what_happens_next(self, anybody):
        response = anybody.post("intake", BODY | {"facts": {"device": "Pixel 7"}, "subject": "App"})
        ticket = Ticket.objects.get()
        assert response.status_code == 201
        answer = response.json()
        assert opens(answer["ticket"].pop("receipt")) == OpenedToken(ticket, Holder(receipt=written().get().pk))
        assert answer == {
            "ticket": {"reference": ticket.reference, "status": "new", "waiting_on": "us", "url": None},
            "message": {"id": written().get().pk},
            "new_ticket": True,
            "next": {"what": "A person answers you.", "due_at": None},
        }
        assert KnownFact.objects.values_list("key", "value").get() == ("device", "Pixel 7")
        assert ticket.subject == "App"

    def test_channel_is_web_unless_said_otherwise(self, anybody):
        anybody.post("intake", BODY)
        anybody.post("intake", BODY | {"channel": "social", "text": "Anybody there?"})
        assert [*written().order_by("pk").values_list("channel", flat=True)] == ["web", "social"]

    def test_a_form_with_files_is_the_same_contact(self, anybody):
        form = {
            "from.email": "mia@example.org",
            "facts[device]": "Pixel 7",
            "text": "See the picture.",
            "attachments": [SimpleUploadedFile("a.png", b"\x89PNG"), SimpleUploadedFile("b.txt", b"log")],
        }
        response = anybody.client.post("/api/v1/intake", form)
        assert response.status_code == 201, response.content
        files = Attachment.objects.order_by("name").values_list("name", "size")
        assert [*files] == [("a.png", 4), ("b.txt", 3)]
        assert KnownFact.objects.get().value == "Pixel 7"

    def test_a_form_may_carry_json_in_a_part(self, anybody):
        form = {"from": '{"email": "mia@example.org"}', "text": "Hello"}
        assert anybody.client.post("/api/v1/intake", form).status_code == 201


class TestProof:
    def test_an_anonymous_contact_is_never_proven(self, anybody):
        anybody.post("intake", BODY)
        assert not written().get().proven

    def test_the_link_is_mailed_to_the_address_once_a_day(self, anybody):
        for text in ("The app hangs.", "Still!"):
            anybody.post("intake", BODY | {"text": text})
        mail = Message.objects.get(direction="out")
        assert (mail.recipient, mail.automatic, mail.delivery) == ("mia@example.org", True, "waiting")
        assert "hangs" not in mail.text

    @pytest.mark.parametrize("address", ["no-reply@example.org", "MAILER-DAEMON@example.org", "Help@desk.example"])
    def test_no_machine_and_no_mailbox_of_ours_is_mailed_to(self, anybody, address):
        accounts.create_account(by=COMMAND, channel="email", slug="help", name="Help", address="help@desk.example")
        anybody.post("intake", BODY | {"from": {"email": address}})
        assert written().count() == Message.objects.count() == 1

    def test_a_key_vouches_for_whom_it_names(self, website):
        website.post("intake", BODY)
        assert Message.objects.get().proven

    def test_an_anonymous_chaser_joins_and_is_shown_nothing(self, anybody, ticket):
        answer = anybody.post("intake", BODY | {"text": "Nobody got back to me!"}).json()
        assert (answer["new_ticket"], answer["ticket"]["reference"]) == (False, ticket.reference)
        assert answer["ticket"]["url"] is None
        assert not written().latest("pk").proven

    def test_a_program_that_vouches_gets_the_link(self, website, ticket):
        answer = website.post("intake", BODY | {"text": "Nobody got back to me!"}).json()
        assert opens(answer["ticket"]["url"]) == OpenedToken(ticket, make.holder(ticket))
        assert answer["ticket"]["receipt"] is None
        assert not Message.objects.filter(direction="out").exists()

    def test_nobody_meets_the_message_of_another_by_its_id(self, anybody, website):
        theirs = website.post("intake", BODY | {"external_id": "form-1"}).json()
        body = {"from": {"email": "leo@example.org"}, "text": "Hello", "external_id": "form-1"}
        mine = anybody.post("intake", body).json()
        assert mine["message"] != theirs["message"]
        assert mine["new_ticket"]

    def test_an_id_makes_a_repeat_harmless(self, website):
        first, second = (website.post("intake", BODY | {"external_id": "form-1"}) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json()["message"] == second.json()["message"]


@pytest.fixture
def another(ticket, ana):
    """Another open ticket of the same customer, so that nothing joins by chance."""
    make.do("resolve", ticket, by=ana, at=timezone.now())
    other = contact("Another thing.")
    make.do("reopen", ticket, by=ana, at=timezone.now())
    return other


class TestContinuing:
    def test_the_token_is_the_customer_whatever_name_comes_with_it(self, anybody, ticket, another):
        token = make.token(ticket, at=timezone.now())
        body = {"text": "One more thing.", "ticket": ticket.reference, "from": {"email": "eve@example.org"}}
        response = anybody.post("intake", body, HTTP_AUTHORIZATION=f"Request {token}")
        assert response.status_code == 201
        message = Message.objects.latest("pk")
        assert (message.ticket, message.proven, message.sender["email"]) == (ticket, True, "mia@example.org")

    def test_without_a_token_it_is_refused_whether_or_not_the_ticket_exists(self, anybody, ticket):
        for reference in (ticket.reference, "FT-0000-0000"):
            response = anybody.post("intake", BODY | {"ticket": reference})
            assert response.status_code == 401
            assert response["WWW-Authenticate"]

    def test_a_token_of_another_ticket_opens_nothing(self, anybody, ticket):
        other = contact(email="leo@example.org")
        header = {"HTTP_AUTHORIZATION": f"Request {make.token(other, at=timezone.now())}"}
        assert anybody.post("intake", BODY | {"ticket": ticket.reference}, **header).status_code == 404

    def test_a_key_needs_no_token(self, website, ticket, another):
        answer = website.post("intake", BODY | {"ticket": ticket.reference, "text": "From the phone app."}).json()
        assert answer["ticket"]["reference"] == ticket.reference
        assert not answer["new_ticket"]

    def test_a_key_continues_no_ticket_that_its_person_does_not_see(self, website, ticket, elsewhere):
        elsewhere(ticket)
        for reference in (ticket.reference, "FT-0000-0000"):
            assert website.post("intake", BODY | {"ticket": reference}).status_code == 404


class TestLateEntries:
    def test_a_key_may_enter_a_contact_late(self, website):
        then = timezone.now().replace(microsecond=0) - timedelta(days=3)
        assert website.post("intake", BODY | {"occurred_at": then.isoformat()}).status_code == 201
        assert Ticket.objects.get().started_at == then

    def test_anybody_else_may_not(self, anybody):
        response = anybody.post("intake", BODY | {"occurred_at": "2025-03-05T09:00:00Z"})
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == "occurred_at"

    @pytest.mark.parametrize(
        "absurd",
        ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1999-12-30T00:00:00Z", "2100-01-03T00:00:00Z",
         "2025-03-05T09:00:00", "2025-03-05", "yesterday", "", None, 0, 1e308, True, [], {}, "2025-02-30T00:00:00Z"],
    )  # fmt: skip
    def test_absurd_dates_are_refused(self, website, absurd):
        response = website.post("intake", BODY | {"occurred_at": absurd})
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == "occurred_at"

    def test_nothing_has_happened_before_it_happens(self, website):
        body = BODY | {"occurred_at": (timezone.now() + timedelta(minutes=6)).isoformat()}
        assert website.post("intake", body).status_code == 409

    def test_a_clock_that_is_a_little_ahead_is_put_right(self, website):
        body = BODY | {"occurred_at": (timezone.now() + timedelta(minutes=4)).isoformat()}
        assert website.post("intake", body).status_code == 201
        assert Ticket.objects.get().started_at <= timezone.now()


class TestRepeats:
    def test_the_same_key_gives_the_same_answer(self, anybody):
        first, second = (anybody.post("intake", BODY, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()
        assert written().count() == 1

    def test_the_same_words_written_otherwise_are_the_same_body(self, anybody):
        anybody.post("intake", BODY | {"facts": {"a": "1", "b": "2"}}, HTTP_IDEMPOTENCY_KEY="k")
        raw = b"""{ "text":"The app\\u0020hangs.", "facts":{"b": "2", "a": "1"},
                    "from": {"email":"mia@example.org","name":"Mia"} }"""
        assert anybody.post("intake", raw, HTTP_IDEMPOTENCY_KEY="k").status_code == 200

    def test_a_program_that_uses_a_key_for_another_body_is_told(self, website):
        website.post("intake", BODY, HTTP_IDEMPOTENCY_KEY="k")
        response = website.post("intake", BODY | {"text": "Other"}, HTTP_IDEMPOTENCY_KEY="k")
        assert response.status_code == 422
        assert Message.objects.count() == 1

    def test_strangers_do_not_meet_in_a_key(self, anybody):
        anybody.post("intake", BODY, HTTP_IDEMPOTENCY_KEY="k")
        other = {"from": {"email": "leo@example.org"}, "text": "Hello"}
        assert anybody.post("intake", other, HTTP_IDEMPOTENCY_KEY="k").status_code == 201

    def test_what_was_refused_can_be_mended_under_the_same_key(self, website):
        assert website.post("intake", {"from": MIA}, HTTP_IDEMPOTENCY_KEY="k").status_code == 400
        assert not IdempotencyKey.objects.exists()
        assert website.post("intake", BODY, HTTP_IDEMPOTENCY_KEY="k").status_code == 201

    @pytest.mark.parametrize("key", ["", "x" * 201, "a b", "schlüssel"])
    def test_a_key_is_short_and_visible(self, anybody, key):
        assert anybody.post("intake", BODY, HTTP_IDEMPOTENCY_KEY=key).status_code == 400


REFUSED = {
    "no body": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "not UTF-8": b'{"text": "\xff", "from": {"email": "a@b.example"}}',
    "NaN": b'{"text": NaN}',
    "nested beyond reading": b"[" * 100_000 + b"]" * 100_000,
    "no text": b'{"from": {"email": "a@b.example"}}',
    "blank": b'{"text": "  ", "from": {"email": "a@b.example"}}',
    "a zero byte": b'{"text": "a\\u0000b", "from": {"email": "a@b.example"}}',
    "half a character": b'{"text": "\\ud800", "from": {"email": "a@b.example"}}',
    "text is a list": b'{"text": ["a"], "from": {"email": "a@b.example"}}',
    "nobody": b'{"text": "a"}',
    "from is a text": b'{"text": "a", "from": "a@b.example"}',
    "from is empty": b'{"text": "a", "from": {}}',
    "only a name": b'{"text": "a", "from": {"name": "Mia"}}',
    "no address": b'{"text": "a", "from": {"email": "mia"}}',
    "no number": b'{"text": "a", "from": {"phone": "abc"}}',
    "a zero byte in the address": b'{"text": "a", "from": {"email": "a\\u0000@b.example"}}',
    "unknown channel": b'{"text": "a", "from": {"email": "a@b.example"}, "channel": "pigeon"}',
    "facts are a list": b'{"text": "a", "from": {"email": "a@b.example"}, "facts": ["x"]}',
    "a fact is a list": b'{"text": "a", "from": {"email": "a@b.example"}, "facts": {"x": [1]}}',
    "a fact without a name": b'{"text": "a", "from": {"email": "a@b.example"}, "facts": {" ": "x"}}',
    "a fact's name with half a character": b'{"text": "a", "from": {"email": "a@b.example"}, "facts": {"\\ud800": "x"}}',
    "a long text": b'{"text": "' + b"a" * 100_001 + b'", "from": {"email": "a@b.example"}}',
    "a long subject": b'{"text": "a", "from": {"email": "a@b.example"}, "subject": "' + b"a" * 301 + b'"}',
    "a file in JSON": b'{"text": "a", "from": {"email": "a@b.example"}, "attachments": ["x"]}',
}


class TestRefused:
    @pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
    def test_what_cannot_be_read_is_refused_in_words(self, anybody, body):
        response = anybody.post("intake", body)
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["detail"]
        assert not Message.objects.exists()

    @pytest.mark.parametrize("size", [1_000_001, 10_000_000])
    def test_ten_megabytes_are_too_much(self, anybody, size):
        response = anybody.post("intake", b'{"text": "' + b"a" * size + b'"}')
        assert response.status_code == 413
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("name", ["status", "proven", "priority", "owner", "automatic", "session"])
    def test_fields_that_are_not_ours_to_give_are_refused_by_name(self, website, name):
        response = website.post("intake", BODY | {name: "x"})
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] == name

    def test_so_are_those_inside(self, anybody):
        response = anybody.post("intake", {"text": "a", "from": MIA | {"verified": True}})
        assert response.json()["errors"][0]["field"] == "from.verified"

    def test_a_form_names_its_unknown_fields_too(self, anybody):
        response = anybody.client.post("/api/v1/intake", {"from.email": "a@b.example", "text": "a", "status": "x"})
        assert response.json()["errors"][0]["field"] == "status"

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
    def test_other_kinds_of_bodies_are_not_read(self, anybody, kind):
        assert anybody.post("intake", b"text=a", content_type=kind).status_code == 415

    def test_a_broken_form_is_refused(self, anybody):
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
            assert anybody.post("intake", b"--y\r\n", content_type=kind).status_code == 400

    def test_a_form_of_a_thousand_fields_is_refused(self, anybody):
        form = {f"facts.k{number}": "x" for number in range(1001)}
        assert anybody.client.post("/api/v1/intake", form).status_code == 400

    def test_more_than_ten_files_are_too_many(self, anybody):
        form = {"from.email": "a@b.example", "text": "a"}
        form["attachments"] = [SimpleUploadedFile(f"{number}", b"x") for number in range(11)]
        assert anybody.client.post("/api/v1/intake", form).status_code == 400

    def test_a_key_without_the_scope_is_refused(self, agent):
        assert agent.post("intake", BODY).status_code == 403

    def test_a_wrong_key_is_not_taken_for_a_stranger(self, anybody):
        assert anybody.post("intake", BODY, HTTP_AUTHORIZATION="Api-Key a.b").status_code == 401


class TestLimits:
    def test_a_stranger_is_slowed_down(self, anybody, rate):
        rate("address", "3/min")
        codes = [anybody.post("intake", BODY | {"text": f"{n}"}).status_code for n in range(4)]
        assert codes == [201, 201, 201, 429]

    def test_many_strangers_together_cannot_flood_one_person(self, anybody, rate):
        rate("target", "3/min")
        last = None
        for number in range(4):
            last = anybody.post("intake", BODY | {"text": f"{number}"}, REMOTE_ADDR=f"10.0.0.{number}")
        assert last.status_code == 429
        assert int(last["Retry-After"]) > 0
        other = {"from": {"email": "leo@example.org"}, "text": "Hello"}
        assert anybody.post("intake", other, REMOTE_ADDR="10.0.0.9").status_code == 201


@pytest.fixture
def targets(db):
    """A desk with targets and a clock on each contact."""
    for metric in ("first_response", "resolution"):
        ServiceTarget.objects.create(metric=metric, target_s=3600, clock="business")
    forget_desk()
    yield
    forget_desk()


@pytest.mark.parametrize(("tickets", "cost"), [(0, 13), (1, 11), (3, 11)])
@time_machine.travel("2025-03-05T09:00:00Z", tick=False)
def test_an_intake_costs_at_most_thirteen_statements(anybody, ana, targets, tickets, cost):
    """With facts and targets: a new ticket, and one more contact for one of 1 and one of 3 tickets."""
    for number in range(tickets):
        ticket = contact(f"The app hangs, {number}.")
        if number < tickets - 1:  # one that we have answered is joined by nobody
            make.do("reply", ticket, by=ana, at=timezone.now(), text="Try this.")
    current_desk(timezone.now())
    with CaptureQueriesContext(connection) as statements:
        response = anybody.post("intake", BODY | {"facts": {"device": "Pixel 7"}}, HTTP_IDEMPOTENCY_KEY="k")
    assert response.json()["new_ticket"] == (tickets == 0)
    assert Ticket.objects.count() == max(tickets, 1)
    # One of them looks whose organisation a new address is of, one whether the address has been told today (our own never are), and one what we know already: what is not
    # proven corrects nothing.
    # The test's own transaction makes a savepoint of what is a transaction otherwise.
    told = [query["sql"] for query in statements if "SAVEPOINT" not in query["sql"]]
    assert len(told) == cost <= 13, "\n".join(told)


def test_by_when_is_told_of_a_promise_to_whom_it_was_made_and_of_no_target_of_ours(anybody, ana, targets):
    program = Caller(**make.api_key(ana, "intake"))
    assert anybody.post("intake", BODY).json()["next"]["due_at"] is None
    assert program.post("intake", BODY).json()["next"] == {"what": "A person answers you.", "due_at": None}
    due = timezone.now() + timedelta(minutes=5)
    make.do("promise", Ticket.objects.get(), by=ana, at=timezone.now(), text="A fix", due_at=due)
    assert program.post("intake", BODY).json()["next"]["due_at"] is not None
    assert anybody.post("intake", BODY).json()["next"]["due_at"] is None
