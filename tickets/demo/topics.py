"""What customers of Linden Shop write about, and what an agent answers: words, no logic.

`{...}` are the topic's facts. A fact's values are what customers say; `#` stands for a digit.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tickets.demo.people import APP, BILLING, SHOP


@dataclass(frozen=True)
class Topic:
    """One kind of trouble. `others` is whom we may have to wait for; `weight` how often it comes."""

    name: str
    team: str
    weight: int
    subjects: tuple[str, ...]
    openings: tuple[str, ...]
    facts: dict[str, tuple[str, ...]]
    thing: str
    promises: tuple[str, ...]
    fixes: tuple[str, ...]
    notes: tuple[str, ...]
    others: tuple[str, ...] = ()
    priorities: tuple[str, ...] = field(default=("normal",))


PHONES = ("Pixel 7", "Pixel 8a", "iPhone 13", "iPhone 15", "Galaxy S23", "Galaxy A54", "Fairphone 5")
VERSIONS = ("4.1", "4.1.3", "4.2", "4.2", "4.2", "4.2.1")
ORDER = {"order_number": ("LS-2####", "LS-3####")}

TOPICS = (
    Topic(
        "app hangs",
        APP,
        14,
        ("The app hangs", "App freezes in the basket", "App stops on start", "Basket never loads"),
        (
            "The app hangs on my {device} every time I open the basket. I have restarted it twice.",
            "Since the last update the app is stuck: {symptom}. Version {app_version}.",
            "I can't order anything. On my {device} the app {symptom}.",
            "Your app ({app_version}) {symptom}. It worked last week.",
        ),
        {
            "device": PHONES,
            "app_version": VERSIONS,
            "symptom": (
                "hangs when the basket is opened",
                "shows a white screen after the logo",
                "freezes when I pay",
                "closes when I open a photo",
            ),
        },
        "the app",
        (
            "check this with the app team and get back to you",
            "send you a fixed version",
            "look at your log and tell you what we found",
        ),
        (
            "It is fixed in 4.2.1, which is in the store now. Please tell us whether it works for you.",
            "An expired voucher in your basket made it stop. We removed it. Does it open now?",
            "We cleared the stored basket of your account. Please close the app once and open it again.",
        ),
        (
            "App team: the basket waits for an expired voucher. Fix goes into 4.2.1.",
            "Same trace as the other basket tickets of this week.",
            "Could not reproduce on a Pixel 6, could on a Galaxy A54.",
        ),
        ("the app team",),
        ("normal", "normal", "high"),
    ),
    Topic(
        "sign-in",
        APP,
        10,
        ("I cannot sign in", "Code never arrives", "Locked out of my account", "Password reset does not work"),
        (
            "I don't get the code for signing in on my {device}. I have tried {tries}.",
            "My account is locked since this morning. I use it for work orders.",
            "The link for a new password says it has expired, as soon as I get it.",
            "Signing in with {browser} leads back to the start page again and again.",
        ),
        {
            "device": PHONES,
            "browser": ("Firefox", "Chrome", "Safari", "Edge"),
            "tries": ("three times", "five times", "all morning"),
        },
        "my account",
        ("have the lock looked at and write to you", "find out why the code is not sent"),
        (
            "Your account is open again, and the code goes to the new number. Can you sign in now?",
            "The mails were held back by a full outbox on our side. It is empty now, please try once more.",
            "We ended all old sessions. Please sign in once in a private window and tell us if it holds.",
        ),
        ("Lock came from too many tries out of one network.", "Number on file had an old country code."),
        (),
        ("normal", "high"),
    ),
    Topic(
        "scanner",
        APP,
        7,
        ("Cannot pair the scanner", "Scanner loses connection", "The light stays orange"),
        (
            "The scanner does not pair with my {device}. The light stays orange after step three.",
            "Our hand scanner (serial {serial}) loses the app every few minutes.",
            "After the update to {app_version} the scanner is not found any more.",
        ),
        {"serial": ("SC-88####", "SC-91####"), "device": PHONES, "app_version": VERSIONS},
        "the scanner",
        ("ask the maker about this serial number and call you back", "send you the steps for a full reset"),
        (
            "Holding the button for ten seconds forgets all old phones. After that it pairs. Did it?",
            "The maker has confirmed the fault. A new scanner is on its way to you, tracking follows by email.",
            "Firmware 2.8 repairs the connection. The app offers it under Devices. Does it stay connected?",
        ),
        ("Batch 88 had this before, see the maker's letter.", "Asked for a photo of the label."),
        ("the maker of the scanner",),
    ),
    Topic(
        "late delivery",
        SHOP,
        17,
        ("Delivery is late", "Where is my parcel?", "Parcel stuck for days", "Order not delivered"),
        (
            "My order {order_number} should have been here {due_day}. The tracking has not moved since.",
            "The parcel for {order_number} is marked as delivered, but nobody here has it.",
            "When will {order_number} come? I need it {due_day}.",
            'Tracking says "in transit" for six days now. Order {order_number}.',
        ),
        {
            **ORDER,
            "due_day": ("on Friday", "last week", "yesterday", "before the weekend"),
            "postcode": ("10###", "12###", "20###", "50###", "80###"),
        },
        "my parcel",
        (
            "ask the carrier and tell you what they say",
            "call you when the carrier has found it",
            "send a second parcel if it is not found",
        ),
        (
            "The carrier has found it: it will be with you tomorrow. Please tell us when it is there.",
            "We have sent the order again today, at no cost, with a new tracking number. Did it arrive?",
            "It lies at the pick-up shop in your street; the card in your letter box had the old address.",
        ),
        ("Carrier opened an inquiry, answer within two days.", "Address has no house number in the label."),
        ("the carrier",),
    ),
    Topic(
        "refund",
        SHOP,
        13,
        ("Refund not received", "Money still missing", "Returned, but no refund"),
        (
            "I sent {order_number} back two weeks ago and there is still no money on my account.",
            "You confirmed the return of {order_number}. When do I get the {amount}?",
            "The refund for {order_number} went to a card that I no longer have.",
        ),
        {
            **ORDER,
            "amount": ("24.90 €", "59.00 €", "112.40 €", "18.50 €"),
            "paid_by": ("card", "bank transfer", "invoice"),
        },
        "my refund",
        ("check with the bookkeeping and write to you", "have the refund sent again and confirm it"),
        (
            "The refund of {amount} left our bank today. It takes one to two days. Please tell us if it did not arrive.",
            "We cancelled the payment to the old card and sent it to your bank account instead. Is it there?",
            "The return was booked on another order. That is put right, and the money is on its way.",
        ),
        ("Return lies in the warehouse, not booked.", "Bank sent the payment back: card expired."),
        ("the bank",),
    ),
    Topic(
        "wrong item",
        SHOP,
        10,
        ("Wrong item in the parcel", "Lamp arrived broken", "One piece is missing", "Wrong size sent"),
        (
            "In the parcel for {order_number} was {received} instead of what I ordered.",
            "The lamp of {order_number} arrived broken. Photos are attached.",
            "One of the two chairs of order {order_number} is missing.",
        ),
        {**ORDER, "received": ("a blue cushion", "the small table", "somebody else's order", "a size too small")},
        "the exchange",
        ("arrange the exchange and send you the label", "ask the warehouse what happened"),
        (
            "The right one left the warehouse today, and the label for the return is in your mail. Did all arrive well?",
            "We sent a new one. You may keep the broken one, nothing needs to come back.",
        ),
        ("Picked from shelf 14 instead of 41.", "Third broken lamp of this batch."),
        ("the warehouse",),
    ),
    Topic(
        "invoice VAT",
        BILLING,
        10,
        ("Invoice shows wrong VAT", "VAT number missing on invoice", "Invoice to another address"),
        (
            "Invoice {invoice_number} has 19 % VAT, but we are a company in {country} and gave you our number.",
            "Our tax office does not take {invoice_number}: the VAT number is missing.",
            "Please write {invoice_number} to our new address, the old one is still on it.",
        ),
        {
            "invoice_number": ("R-41###", "R-42###"),
            "country": ("Austria", "Denmark", "the Netherlands", "Poland"),
            "company": ("Birkenhof", "Studio Nord", "Kontor 7", "Atelier Sommer"),
        },
        "the invoice",
        ("send you the corrected invoice", "have our tax adviser look at it and write to you"),
        (
            "The corrected invoice is attached; the old one is cancelled. Is everything right on it now?",
            "We put your VAT number into the account, so that later invoices carry it as well.",
        ),
        ("Tax office lookup of the number was down that day.", "Reverse charge applies."),
        ("our tax adviser",),
    ),
    Topic(
        "double charge",
        BILLING,
        7,
        ("Charged twice", "Subscription charged after cancelling", "Unknown amount on my card"),
        (
            "You have charged {amount} twice for {order_number}.",
            "I cancelled the plan in spring and {amount} was taken again.",
            "There is {amount} from Linden Shop on my statement and I ordered nothing.",
        ),
        {**ORDER, "amount": ("9.90 €", "49.00 €", "120.00 €"), "card": ("ends in 4###", "ends in 8###")},
        "the charge",
        ("find out with the payment service what this is", "give the money back and confirm it in writing"),
        (
            "The second charge is cancelled, your bank shows it in one or two days. Please tell us if it stays.",
            "The plan is ended for good and the last charge is refunded. Is this settled for you?",
        ),
        ("Payment service shows one capture and one reservation.",),
        ("the payment service",),
        ("normal", "high"),
    ),
    Topic(
        "webhook",
        APP,
        5,
        ("Webhook fires twice", "Webhook stopped", "Orders arrive two times"),
        (
            "Every order arrives two times at our endpoint since {since}.",
            "The webhook of our shop {shop_id} has sent nothing since {since}.",
            "We get a webhook with an empty basket for each order.",
        ),
        {
            "shop_id": ("shop-5##", "shop-7##"),
            "since": ("Friday", "the update", "last night"),
            "api_version": ("v1", "v2"),
        },
        "the webhook",
        ("look at the delivery log and write to you", "tell you when the fix is live"),
        (
            "A repeat was sent although your endpoint had answered. That is repaired since noon. Do you still see doubles?",
            "Your endpoint answered with 410, so it was switched off. It is on again; please check.",
        ),
        ("Delivery log shows a time-out at ten seconds.", "Related to the queue change of last week."),
        ("the platform team",),
        ("high", "urgent", "normal"),
    ),
    Topic(
        "data export",
        APP,
        5,
        ("Data export for an audit", "Export has no prices", "App crashes on export"),
        (
            "We need all orders of {period} for an audit, and the export stops at 1,000 rows.",
            "The export as a table has no prices any more.",
            "The app crashes when I export {period}.",
        ),
        {"period": ("last year", "the first half-year", "the last quarter"), "file_format": ("CSV", "XLSX")},
        "the export",
        ("make the export for you and send a link", "ask the platform team about the limit"),
        (
            "Here is the full export, the link is good for a week. Is everything in it that you need?",
            "The limit is gone since today, and prices are a column again.",
        ),
        ("Made by hand until the limit is lifted.",),
        ("the platform team",),
    ),
    Topic(
        "how do I",
        SHOP,
        9,
        (
            "How do I add a colleague?",
            "Change the delivery address",
            "Upgrade to the team plan",
            "Question about gift cards",
        ),
        (
            "How do I add a colleague? I looked under Settings and could not find it.",
            "Can the delivery address of {order_number} still be changed?",
            "What is the difference between your two plans? We are {seats} people.",
            "Can a gift card be used for two orders?",
        ),
        {**ORDER, "seats": ("four", "six", "eleven")},
        "my question",
        ("ask our shop team and tell you", "send you a short guide"),
        (
            "You find it under Account, People, Invite. Did that help?",
            "Yes, we have changed it for you. You will see it in the order.",
            "The short answer is yes. The long one is in the guide that I have attached.",
        ),
        ("Third question on this today, the help page should say it.",),
        (),
        ("low", "normal"),
    ),
    Topic(
        "privacy",
        BILLING,
        3,
        ("Delete my data", "What do you know about me?"),
        (
            "Please delete my account and everything you have about me.",
            "I would like a copy of all data you keep about me. My customer number is {customer_number}.",
        ),
        {"customer_number": ("C-1####", "C-2####")},
        "my request",
        ("send you the copy within the time the law gives us", "confirm the deletion in writing"),
        (
            "Your data is deleted, save the invoices that the law makes us keep. Thank you for your patience.",
            "The copy is ready behind the link below. Please tell us if you miss anything.",
        ),
        ("Invoices stay for ten years.",),
        ("our data protection officer",),
    ),
)
