"""A claim shows nothing and opens nothing: what a stranger reads, joins and proves who names somebody else. Nothing.

Eve has no key and no account, and only knows Mia's address, number or name at a site. She hands in a contact in Mia's name,
keeps every address and token that she is given for it, and waits. Then Mia turns to us herself, on each channel, and we
answer her. Everything goes through the doors that real people use; `Eve.reads` looks behind every door that Eve has.
"""

import json

import pytest
import time_machine
from django.test import Client

from tests import make
from tests.journeys.strangers import Clock, Eve, link_in, opened, page, sent_to
from tests.make import WEDNESDAY, account, api_key, person
from tests.make import mail as letter
from tests.tickets.channels.visitor import Visitor
from tests.tickets.channels.visitor import token as visitor_token
from tickets import tasks
from tickets.actions.customers import identities, merging
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Entry, record
from tickets.actions.setup import widgets
from tickets.events.resolution import ConfirmationAsked
from tickets.models import ChannelAccount, Customer, Event, Feedback, Identity, KnownFact, Message, Ticket
from tickets.rules.access import channel_actor

pytestmark = pytest.mark.django_db

MIA, NUMBER = "mia@example.com", "+4930901820"
SECRET = "My card ends in 4711."
ANSWER = "We sent the refund to Mia Novak, Elm Street 5."


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as moved:
        yield Clock(moved)


@pytest.fixture
def ana(db):
    return person("ana")


@pytest.fixture
def eve(clock):
    return Eve()


@pytest.fixture
def mailbox(client):
    """Mia's mails arrive by the mailbox's webhook."""
    _, headers = account("email", "support", address="help@example.org")

    def arrives(text=SECRET, sender=f"Mia <{MIA}>", **more):
        raw = letter(text, sender=sender, **more)
        client.post("/api/v1/channels/email/support", raw, content_type="message/rfc822", headers=headers)
        tasks.process_inbound()
        return Message.objects.latest("pk")

    return arrives


@pytest.fixture
def ring(client):
    """The telephone system's webhook."""
    _, headers = account("phone", "line", address="+4930901800")

    def happens(event, **more):
        body = {"call": "c1", "from": NUMBER, **more}
        answer = client.post(
            f"/api/v1/channels/phone/json/{event}", body, content_type="application/json", headers=headers
        )
        assert answer.status_code == 200, answer.content
        return Message.objects.filter(channel="phone").latest("pk")

    return happens


@pytest.fixture
def site(client, ana):
    """Opens a chat for whom the shop vouches."""
    secret = widgets.new_secret(account("chat", "demo")[0], by=person("root", role="administrator"))

    def opens(**claims):
        return Visitor(client, token=visitor_token(secret, **claims))

    return opens


def reads_nothing(eve, *secrets):
    """Eve sees none of these, and not that there is more than her own words."""
    shown = eve.reads()
    assert [secret for secret in (SECRET, ANSWER, *secrets) if secret in shown] == []


# The six ways that were tried


def test_1_the_victims_mail(eve, mailbox, ana, clock):
    """It joins Eve's ticket, for Mia is known by that address; Eve keeps her own words."""
    told = eve.claims(email=MIA)
    assert told["ticket"]["url"] is None
    clock.passes(hours=1)
    hers = mailbox()
    assert hers.ticket == Ticket.objects.get()
    reads_nothing(eve)
    assert "Any news?" in eve.reads()


def test_2_the_victims_call_and_voicemail(eve, ring, clock):
    """By number. The transcript of what she says after the tone is hers alone."""
    eve.claims(phone=NUMBER)
    clock.passes(hours=1)
    ring("offered")
    ring("voicemail", transcript=SECRET, recording_url="https://calls.example/1.wav")
    assert Message.objects.filter(text__contains=SECRET).get().ticket == Ticket.objects.get()
    reads_nothing(eve, "calls.example", "missed call", "(call)")


@pytest.mark.parametrize("known", [{"email": MIA}, {"email": MIA, "handle": "anything"}])
def test_3_the_victims_vouched_chat(eve, site, ana, clock, known):
    """The shop says who she is; Eve only said it."""
    eve.claims(**known)
    clock.passes(hours=1)
    mia = site(email=MIA, name="Mia")
    mia.say(SECRET)
    make.do("reply", Message.objects.latest("pk").ticket, by=ana, at=clock.now, text=ANSWER, channel="chat")
    assert mia.texts() == [SECRET, ANSWER]
    reads_nothing(eve)


def test_3_a_visitors_name_at_a_site_cannot_be_claimed(eve, site):
    """`demo:mia-7` is the shop's word. Nobody else says it, in whatever spelling."""
    for handle in ("demo:mia-7", "@Demo:mia-7", "DEMO:mia-7", "demo:anybody"):
        body = {"from": {"handle": handle}, "text": "Any news?"}
        answer = eve.client.post("/api/v1/intake", json.dumps(body), content_type="application/json")
        assert answer.status_code == 400, handle
    beside = {"handle": "demo:mia-7", "email": "eve@example.net"}
    answer = eve.client.post(
        "/api/v1/intake", json.dumps({"from": beside, "text": "Hello"}), content_type="application/json"
    )
    assert answer.status_code == 400
    site().say(SECRET)
    assert [row.value for row in Identity.objects.all()] == ["demo:mia-7"]


def test_4_our_answer_goes_to_whom_was_named_and_is_read_there(eve, ana, clock):
    """Eve asks in Mia's name. The answer, its promise and its file are Mia's."""
    eve.claims(email=MIA)
    ticket = Ticket.objects.get()
    promise = PromiseGiven("call Mia Novak back")
    file = InboundFile("invoice.txt", "text/plain", b"Elm Street 5, 4711")
    at = clock.passes(hours=1)
    make.do("reply", ticket, by=ana, at=at, text=ANSWER, promise=promise, attachments=[file])
    reads_nothing(eve, "Novak", "invoice.txt", "Elm Street")
    (answered, acknowledged) = sent_to(MIA)  # a person's words leave first
    assert ANSWER in answered.body
    assert "Any news?" not in acknowledged.body
    status, shown = page(link_in(answered))
    assert (status, ANSWER in shown, "invoice.txt" in shown) == (200, True, True)


def test_5_a_merge_opens_no_earlier_history(eve, mailbox, ana, clock):
    """Mia has a history; an agent finds that Eve's ticket belongs to it. Whichever goes into which, no right goes over."""
    hers = mailbox().ticket
    make.do("reply", hers, by=ana, at=clock.passes(hours=1), text=ANSWER)
    eve.claims(email=MIA)
    claimed = Ticket.objects.latest("pk")
    assert claimed != hers
    make.do("merge", hers, by=ana, at=clock.passes(hours=1), into=claimed)
    reads_nothing(eve)
    make.do("unmerge", hers, by=ana, at=clock.passes(hours=1))
    eve.claims(email=MIA, text="Still nothing?")
    make.do("merge", claimed, by=ana, at=clock.passes(hours=1), into=hers)
    reads_nothing(eve)
    assert "Any news?" not in eve.reads()  # her own receipts ended with the merge too


def test_6_a_services_code_that_is_mailed_to_the_desk(eve, mailbox, clock):
    """Eve claims to be no-reply@ of a service, then asks it to confirm the desk's own address."""
    service = "no-reply@service.example"
    eve.claims(email=service)
    clock.passes(minutes=5)
    mailbox("Your confirmation code is 918273.", sender=f"Service <{service}>")
    reads_nothing(eve, "918273")
    assert sent_to(service) == []


# More of the kind


def test_a_receipt_proves_nothing_and_does_nothing(eve, mailbox, ana, clock):
    """Words by it are a claim's; it confirms, disputes, corrects, rates and disowns nothing."""
    eve.claims(email=MIA)
    ticket = mailbox().ticket
    make.do("reply", ticket, by=ana, at=clock.passes(hours=1), text=ANSWER, then="resolve")
    for verb, body in (
        ("confirm", {}),
        ("dispute", {}),
        ("dispute", {"text": "No!"}),
        ("feedback", {"score": 1}),
        ("not-me", {}),
    ):
        assert set(eve.does(verb, **body)) == {403}, verb
    path, token = opened(eve.doors[0])
    assert eve.client.post(f"{path}/facts?t={token}", {"key": "address", "value": "Eve's"}).status_code == 403
    assert set(eve.does("messages", text="It works, thank you.")) == {303, 201}
    ticket.refresh_from_db()
    assert (ticket.status, ticket.loop) == ("resolved", "awaiting")
    assert not Feedback.objects.exists()
    assert not KnownFact.objects.exists()
    assert not Message.objects.filter(direction="in", proven=True).exists()
    assert not Identity.objects.filter(verified=True).exists()
    reads_nothing(eve)


def test_words_by_a_receipt_are_read_again_by_it(eve):
    """As in a chat: what was written here can be read here."""
    eve.claims(email=MIA)
    eve.does("messages", text="One more thing.")
    shown = eve.reads()
    assert ("Any news?" in shown, shown.count("One more thing.") >= 2) == (True, True)
    told = Message.objects.filter(direction="in").values_list("ticket", "proven")
    assert set(told) == {(Ticket.objects.get().pk, False)}


def test_a_link_in_foreign_hands_ends_with_every_change(mailbox, ana, clock):
    """Forwarded or stolen: a merge, its undo, an identity that leaves the file, two customers made one, a person of ours."""
    ticket = mailbox().ticket

    def fresh():
        make.do("reply", ticket, by=ana, at=clock.passes(hours=1), text=ANSWER)
        link = link_in(sent_to(MIA)[-1])
        assert page(link)[0] == 200
        return link

    other = make.ticket("5 08:00", email="leo@example.org")
    third = make.ticket("5 08:00", email="zoe@example.org")
    second = identities.add(ticket.customer, by=ana, at=clock.now, kind="phone", value=NUMBER)
    changes = [
        lambda at: make.do("merge", other, by=ana, at=at, into=ticket),
        lambda at: make.do("unmerge", other, by=ana, at=at),
        lambda at: merging.merge_customers(third.customer, into=ticket.customer, by=ana, at=at),
        lambda at: merging.unmerge_customers(third.customer, by=ana, at=at),
        lambda at: identities.share(second.pk, of=ticket.customer, by=ana, at=at),
        lambda at: identities.remove(second.pk, of=ticket.customer, by=ana, at=at),
        lambda at: ana_revokes(ana, ticket),
    ]
    for change in changes:
        link = fresh()
        change(clock.passes(minutes=1))
        status, shown = page(link)
        assert (status, SECRET in shown, "Send me a new link" in shown) == (404, False, True)


def ana_revokes(ana, ticket):
    """The verb of the API that ends them."""
    answer = Client().post(
        f"/api/v1/tickets/{ticket.pk}/revoke-links", {}, content_type="application/json", **api_key(ana)
    )
    assert answer.status_code == 200, answer.content


def test_this_was_not_me(eve, clock):
    """Mia gets the acknowledgement of what Eve wrote. She says so, and Eve's receipt ends with her own link."""
    eve.claims(email=MIA)
    (told,) = sent_to(MIA)
    assert "Was it not you who wrote?" in told.body
    path, token = opened(link_in(told))
    answer = Client().post(f"{path}/not-me?t={token}")
    assert (answer.status_code, "Thank you for telling us" in answer.content.decode()) == (200, True)
    assert page(link_in(told))[0] == 404
    assert "Any news?" not in eve.reads()
    note = Message.objects.get(direction="internal")
    assert f"The owner of {MIA} says that they did not write this" in note.text


def test_three_claims_at_once_are_not_one_customer(eve, mailbox, ring, site, clock):
    """Eve's own address with Mia's number and handle: what she can be answered by counts, the rest is only said."""
    eve.claims(email="eve@example.net", phone=NUMBER, handle="mia")
    assert [row.value for row in Identity.objects.all()] == ["eve@example.net"]
    clock.passes(hours=1)
    ring("offered")
    ring("voicemail", transcript=SECRET)
    assert Ticket.objects.count() == Customer.objects.count() == 2
    eves = link_in(sent_to("eve@example.net")[0])
    assert SECRET not in page(eves)[1]
    assert SECRET not in "".join(letter.body for letter in sent_to("eve@example.net"))


def test_what_an_agent_put_together_is_still_shown_by_identity(mailbox, ring, ana, clock):
    """A number on the file of an address is no proof that who calls may be read by who mails, until we made sure."""
    ticket = mailbox("The app hangs.").ticket
    number = identities.add(ticket.customer, by=ana, at=clock.now, kind="phone", value=NUMBER)
    ring("offered")
    ring("voicemail", transcript=SECRET)
    assert Message.objects.latest("pk").ticket == ticket
    make.do("facts", ticket, by=ana, at=clock.now, facts={"card": "4711"}, from_message=Message.objects.latest("pk").pk)
    make.do("reply", ticket, by=ana, at=clock.passes(hours=1), text="We look into it.", channel="email")
    status, shown = page(link_in(sent_to(MIA)[-1]))
    assert (status, "The app hangs." in shown, "4711" in shown) == (200, True, False)
    for identity in (number, ticket.customer.identities.get(value=MIA)):
        identities.verify(identity.pk, of=ticket.customer, by=ana, at=clock.now)
    assert SECRET in page(link_in(sent_to(MIA)[-1]))[1]


def test_the_answer_to_a_mail_goes_to_its_address(mailbox, ana, clock):
    """Mia's ticket was put into Eve's by mistake: what answers Mia's mail goes to Mia and quotes nobody else."""
    eves = mailbox("What is on my file?", sender="eve@example.net").ticket
    hers = mailbox(SECRET, Message_ID="<1@example.com>").ticket
    make.do("merge", hers, by=ana, at=clock.passes(hours=1), into=eves)
    make.do("reply", eves, by=ana, at=clock.passes(hours=1), text=ANSWER)
    assert Message.objects.latest("pk").recipient == MIA
    assert any(ANSWER in letter.body for letter in sent_to(MIA))
    assert [text for text in (SECRET, ANSWER) if any(text in m.body for m in sent_to("eve@example.net"))] == []
    make.do("reply", eves, by=ana, at=clock.passes(hours=1), text="And you?", recipient="eve@example.net")
    last = sent_to("eve@example.net")[-1]
    assert SECRET not in last.body
    assert SECRET not in page(link_in(last))[1]
    assert ANSWER not in page(link_in(last))[1]


def test_a_copied_address_is_shown_nothing(mailbox, ana, clock):
    """Cc and Reply-To name people; they make nobody a reader."""
    ticket = mailbox(Cc="eve@example.net", Reply_To="eve@example.net").ticket
    make.do("reply", ticket, by=ana, at=clock.passes(hours=1), text=ANSWER)
    ask = {"reference": ticket.reference, "address": "eve@example.net"}
    Client().post(f"/r/{ticket.reference}/link", ask)
    assert sent_to("eve@example.net") == []
    assert any(ANSWER in letter.body for letter in sent_to(MIA))


def test_a_promise_and_a_fact_of_another_voice_are_not_shown(eve, ring, ana, clock):
    """What was promised in Mia's call, and what was noted from it, is nobody's who only gave her number."""
    eve.claims(phone=NUMBER)
    ticket = Ticket.objects.get()
    ring("offered")
    make.do("promise", ticket, by=ana, at=clock.now, text="Refund for card 4711")
    make.do("facts", ticket, by=ana, at=clock.now, facts={"card": "4711"})
    reads_nothing(eve, "4711", "Refund")


def test_a_key_vouches_and_a_proven_link_is_whole(mailbox, ana, clock):
    """The other side: whom a program vouches for, and whose mail brought the link, sees their history and may answer."""
    hers = mailbox("The app hangs.").ticket
    body = {"from": {"email": MIA}, "text": "I am logged in."}
    answer = (
        Client()
        .post("/api/v1/intake", json.dumps(body), content_type="application/json", **api_key(ana, "intake"))
        .json()
    )
    assert answer["ticket"]["receipt"] is None
    assert "The app hangs." in page(answer["ticket"]["url"])[1]
    make.do("reply", hers, by=ana, at=clock.passes(hours=1), text=ANSWER, then="resolve")
    path, token = opened(link_in(sent_to(MIA)[-1]))
    assert Client().post(f"{path}/messages?t={token}", {"text": "Wait, a question."}).status_code == 303
    assert Message.objects.latest("pk").proven
    make.do("resolve", hers, by=ana, at=clock.passes(hours=1), text="Done.")
    assert Client().post(f"{path}/confirm?t={token}").status_code == 303
    hers.refresh_from_db()
    assert hers.loop == "confirmed"
    assert Event.objects.filter(kind="confirm").count() == 1
    assert ChannelAccount.objects.count() == 1


def test_what_was_not_asked_of_an_address_is_not_confirmed_by_it(mailbox, ring, ana, clock):
    """Solved in a call, so the call is asked: a link to another identity that is not proven to be theirs says nothing."""
    ticket = mailbox("The app hangs.").ticket
    sent = link_in(sent_to(MIA)[0])
    identities.add(ticket.customer, by=ana, at=clock.now, kind="phone", value=NUMBER)
    clock.passes(hours=1)
    ring("offered")
    ring("answered", agent="ana")
    make.do("resolve", ticket, by=ana, at=clock.passes(minutes=5), delivered=True)
    record(ticket, [Entry(ConfirmationAsked, actor=channel_actor("email"))], at=clock.now)
    path, token = opened(sent)
    assert Client().post(f"{path}/confirm?t={token}").status_code == 403
    ticket.refresh_from_db()
    assert ticket.loop == "awaiting"
