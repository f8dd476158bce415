"""An agent's desk in a real browser: sign in, find the ticket, answer it, and see what the customer sees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import imap_server, make
from tickets import tasks
from tickets.actions import intake
from tickets.actions.inbound import InboundMessage, Sender
from tickets.actions.setup import accounts, people
from tickets.channels.email import arriving
from tickets.models import Attachment, Customer, Mailbox, Message, RawInbound
from tickets.rules.access import COMMAND

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("left_clean"),
]


def test_an_agent_answers_and_the_customer_reads_it(live_server, page):
    _, password = people.create_person(by=COMMAND, username="ana", role="agent", first_name="Ana")
    message = InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "The app hangs.", "Basket")
    ticket = intake.receive(message, at=timezone.now() - timedelta(hours=1)).ticket

    page.goto(f"{live_server.url}/admin/tickets/ticket/")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.click("text=Basket")
    page.locator("textarea:visible").first.fill("It is fixed in 4.2.1.")
    page.click("button:has-text('Send and resolve')")
    page.wait_for_selector("text=It is fixed in 4.2.1.")
    assert Message.objects.get(direction="out", automatic=False).text == "It is fixed in 4.2.1."

    page.goto(f"{live_server.url}/r/{ticket.reference}?t={make.token(ticket, at=timezone.now())}")
    page.click("button:has-text('This solved it')")
    page.wait_for_selector("text=We are glad that it works")
    ticket.refresh_from_db()
    assert ticket.loop == "confirmed"


def test_a_mailbox_is_tried_while_it_is_filled_in_and_then_fetched(live_server, page):
    _, password = people.create_person(by=COMMAND, username="clara", role="administrator")
    page.goto(f"{live_server.url}/admin/tickets/mailbox/add/")
    page.fill("input[name=username]", "clara")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    tried = page.locator("[data-what=receiving] p")

    with imap_server.serving() as server:
        server.inbox.put(b"From: mia@example.com\r\nSubject: Basket\r\n\r\nThe app hangs.")
        page.fill("#id_name", "Support")
        page.fill("#id_slug", "support")
        page.fill("#id_address", "help@gmail.com")
        page.press("#id_address", "Tab")
        page.wait_for_selector("text=This domain belongs to Gmail")
        assert page.input_value("#id_imap_host") == "imap.gmail.com"
        page.fill("#id_imap_host", "127.0.0.1")
        page.fill("#id_imap_port", str(server.port))
        page.select_option("#id_imap_security", "none")
        page.fill("#id_imap_user", "help")
        page.fill("#id_imap_password", "wrong")
        page.press("#id_imap_password", "Tab")
        tried.get_by_text("The server does not know this password.").wait_for()
        page.fill("#id_imap_password", "geheim")
        page.press("#id_imap_password", "Tab")
        tried.get_by_text("Connected. 1 mail in INBOX.").wait_for()
        page.locator("#id_polling").check(force=True)
        page.click("button:has-text('Save')")
        page.wait_for_selector("text=I have it")
        assert Mailbox.objects.get().imap_password == "geheim"
        tasks.poll_mailboxes()
    assert bytes(RawInbound.objects.get().body).endswith(b"The app hangs.")


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
LETTER = f"""From: Mia <mia@example.com>
To: help@example.org
Subject: Basket
Content-Type: multipart/related; boundary="b"

--b
Content-Type: text/html

<p>The <b>app</b> hangs.</p><table border="1"><tr><th>Phone</th><th>Version</th></tr><tr><td>Pixel 7</td><td>4.2</td></tr></table>
<img id="own" src="cid:shot" width="40" height="40" alt="The screen"><img src="http://127.0.0.1:9/spy.png">
<p><a href="https://example.com/">Our shop</a></p><script>document.title = "run"</script>
<blockquote>It should work now.</blockquote>
--b
Content-Type: image/png
Content-ID: <shot>
Content-Transfer-Encoding: base64

{PIXEL}
--b--
""".replace("\n", "\r\n")


def test_a_mail_is_shown_whole_and_as_sent_and_loads_nothing(live_server, page):
    mailbox, _secret = accounts.create_account(by=COMMAND, channel="email", slug="help", name="Help")
    arriving.store(mailbox, LETTER.encode(), at=timezone.now())
    tasks.process_inbound()
    _, password = people.create_person(by=COMMAND, username="ana", role="agent", first_name="Ana")
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{live_server.url}/admin/tickets/ticket/")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.click("text=Basket")
    assert not [url for url in asked if "/mail/" in url], "nothing is read before somebody asks"
    page.wait_for_selector("text=It should work now.")  # it answers nothing of ours: it is there whole
    page.click("text=Show as sent")
    letter = page.frame_locator("iframe")
    letter.locator("text=Pixel 7").wait_for()
    letter.locator("text=1 image from elsewhere is not loaded.").wait_for()
    assert letter.locator("img[alt='The screen']").evaluate("image => image.naturalWidth") == 1
    assert letter.locator("script").count() == 0
    assert all(url.startswith((live_server.url, "data:")) for url in asked)


GIVE = """([how, name, size]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size)], name));
  const given = { bubbles: true, cancelable: true };
  const event = how === "paste" ? new ClipboardEvent(how, { clipboardData: data, ...given })
                                : new DragEvent(how, { dataTransfer: data, ...given });
  document.getElementById("composer-text").dispatchEvent(event);
}"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def sign_in(page, url, path):
    _, password = people.create_person(by=COMMAND, username="ana", role="agent", first_name="Ana")
    page.goto(f"{url}{path}")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"**{path}", wait_until="load")  # scripts run once the page is there


def test_files_are_chosen_dropped_and_pasted_and_the_customer_sees_them(live_server, page):
    message = InboundMessage("web", Sender(name="Mia", email="mia@example.com"), "The app hangs.", "Basket")
    ticket = intake.receive(message, at=timezone.now() - timedelta(hours=1)).ticket
    sign_in(page, live_server.url, f"/admin/tickets/ticket/{ticket.pk}/change/")

    page.fill("#composer-text", "Look at this.")
    page.set_input_files("#composer input[type=file]", {"name": "shot.png", "mimeType": "image/png", "buffer": PNG})
    page.evaluate(GIVE, ["paste", "pasted.txt", 10])
    page.evaluate(GIVE, ["drop", "too large.bin", 26_000_000])
    page.click("#composer [data-send]")  # refused before it is sent
    page.wait_for_selector("text=larger than 25 MB")
    assert not Attachment.objects.exists()
    page.click("button[aria-label='Take out too large.bin']")
    page.click("#composer [data-send]")
    page.wait_for_selector(".d-ours .d-file >> text=pasted.txt")
    assert list(Attachment.objects.values_list("name", "picture").order_by("pk")) == [
        ("shot.png", "image/png"),
        ("pasted.txt", ""),
    ]

    page.goto(f"{live_server.url}/r/{ticket.reference}?t={make.token(ticket, at=timezone.now())}")
    picture = page.locator("img[alt='shot.png']")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('img').naturalWidth === 1")


def test_two_files_of_one_person_are_compared_merged_and_parted_again(live_server, page):
    for channel, sender, text in (
        ("email", Sender(name="Mia Novak", email="mia@example.com"), "The app hangs."),
        ("chat", Sender(name="Mia", handle="visitor"), "It is me, mia@example.com. Still hangs!"),
    ):
        intake.receive(InboundMessage(channel, sender, text), at=timezone.now() - timedelta(hours=1))
    mia, visitor = Customer.objects.order_by("pk")
    sign_in(page, live_server.url, f"/admin/tickets/customer/{visitor.pk}/change/")
    page.wait_for_selector("text=Gave mia@example.com, which is on the other's file")
    page.click("text=Compare")
    page.click("text=Yes, the same person: merge")
    page.wait_for_selector("text=Merged into this customer")
    assert Customer.objects.get(pk=visitor.pk).merged_into == mia
    page.click("text=Look and undo")
    page.click("text=Two people: undo the merge")
    page.wait_for_selector("text=are two customers again")
    assert Customer.objects.get(pk=visitor.pk).merged_into is None
