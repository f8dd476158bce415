"""What Linden Shop's people write again and again: twenty macros, with placeholders, actions and promises."""

from __future__ import annotations

from typing import Any

from tickets.demo.people import APP, BILLING, SHOP

HELLO = "Hello {customer.first_name},\n\n"
BYE = "\n\nKind regards\n{agent.first_name}, Linden Shop"

# For everybody, unless a `team` or a `person` is named; the rest as an action takes it.
MACROS: tuple[dict[str, Any], ...] = (
    {
        "name": "Looking into it",
        "text": f"{HELLO}thank you for writing. I am looking into it now and will be back with an answer by {{promise.due}}.{BYE}",
        "promise": "An answer to “{ticket.subject}”",
        "promise_due": "end_of_day",
        "to_owner": "me",
    },
    {
        "name": "We need a little longer",
        "text": f"{HELLO}this takes us longer than we hoped, and I am sorry about that. We are still at it: you hear from me by "
        f"{{promise.due}}, also if there is nothing new by then.{BYE}",
        "promise": "News on “{ticket.subject}”",
        "promise_due": "2_business_days",
    },
    {
        "name": "Solved: thank you",
        "text": f"{HELLO}good to hear that it works again. If it comes back, just answer this mail and we go on from here: nobody "
        f"will ask you for the same things twice.{BYE}",
        "status": "resolved",
    },
    {
        "name": "Is it solved?",
        "text": f"{HELLO}does everything work for you now? If not, tell me what you see and I will take it up again.{BYE}",
        "status": "pending",
    },
    {
        "name": "No answer yet: a friendly nudge",
        "text": f"{HELLO}I asked you something about “{{ticket.subject}}” and have not heard from you. Do you still need our help? "
        f"An answer to this mail is enough.{BYE}",
        "status": "pending",
        "snooze": "5_business_days",
    },
    {
        "name": "Sorry for the wait",
        "text": f"{HELLO}I am sorry that you had to ask again. Your request {{ticket.reference}} is with me now, and I stay with it "
        f"until it is done. You hear from me by {{promise.due}}.{BYE}",
        "promise": "An answer, after they had to ask again",
        "promise_due": "2_hours",
        "priority": "high",
        "to_owner": "me",
        "add_tags": "had to ask again",
    },
    {
        "name": "I will call you",
        "text": f"{HELLO}this is easier on the phone. I will call you on the next working day in the morning, at about 10. If "
        f"another time suits you better, tell me.{BYE}",
        "promise": "A call about “{ticket.subject}”",
        "promise_due": "next_morning",
    },
    {
        "name": "Reference and who looks after it",
        "text": f"{HELLO}your request has the reference {{ticket.reference}}. I look after it; my colleagues see all that you have "
        f"told us, so you never have to start from the beginning.{BYE}",
    },
    {
        "name": "Wrong address: passed on",
        "text": f"{HELLO}this is for another team of ours. I have passed it on with everything that you wrote, and they will answer "
        f"you by {{promise.due}}.{BYE}",
        "promise": "An answer by the right team",
        "promise_due": "1_business_day",
        "to_owner": "nobody",
    },
    {
        "name": "Urgent: for the team lead",
        "text": "Please have a look: this one should not wait.",
        "priority": "urgent",
        "to_owner": "hanna",
    },
    {
        "name": "App: send us the version",
        "text": f"{HELLO}I see that you use a {{fact.device}}. Which version of the app is on it? You find it under Settings, "
        f"About.{BYE}",
        "team": APP,
        "status": "pending",
        "add_tags": "app",
    },
    {
        "name": "App: update fixes it",
        "text": f"{HELLO}the new version of the app takes care of this on the {{fact.device}}. Please update it in the store and "
        f"open it once more. Does it work now?{BYE}",
        "team": APP,
        "status": "resolved",
        "add_tags": "app, fixed by update",
    },
    {
        "name": "App: a known fault",
        "text": f"{HELLO}thank you for telling us. We know this fault of version {{fact.app_version}} and are working on it. I will "
        f"write to you by {{promise.due}} and say how far we are.{BYE}",
        "team": APP,
        "promise": "News on the fault of version {fact.app_version}",
        "promise_due": "2_business_days",
        "status": "on_hold",
        "add_tags": "app, known fault",
        "facts": "known fault: yes",
    },
    {
        "name": "Order: where is my parcel",
        "text": f"{HELLO}I have asked the carrier about your order {{fact.order_number}}. You have their answer from me by "
        f"{{promise.due}}.{BYE}",
        "team": SHOP,
        "promise": "Where order {fact.order_number} is",
        "promise_due": "1_business_day",
        "status": "on_hold",
        "add_tags": "delivery",
    },
    {
        "name": "Order: a new one is on its way",
        "text": f"{HELLO}I am sorry about your order {{fact.order_number}}. A new parcel leaves our warehouse tomorrow and costs you "
        f"nothing. Please keep or pass on what arrived.{BYE}",
        "team": SHOP,
        "status": "resolved",
        "add_tags": "delivery, sent again",
    },
    {
        "name": "Order: how to return it",
        "text": f"{HELLO}you can return everything of order {{fact.order_number}} within 30 days. Put the label of this mail on the "
        f"parcel and hand it in at any post office; the money is back two days after it reaches us.{BYE}",
        "team": SHOP,
        "status": "pending",
        "add_tags": "return",
    },
    {
        "name": "Billing: the refund is on its way",
        "text": f"{HELLO}your refund for order {{fact.order_number}} left us today. With most banks it is on your account within three "
        f"working days.{BYE}",
        "team": BILLING,
        "status": "resolved",
        "add_tags": "refund",
    },
    {
        "name": "Billing: corrected invoice",
        "text": f"{HELLO}you are right, and I am sorry: the invoice was wrong. The corrected one is with you by {{promise.due}}.{BYE}",
        "team": BILLING,
        "promise": "The corrected invoice",
        "promise_due": "1_business_day",
        "add_tags": "invoice",
    },
    {
        "name": "Hand over to billing",
        "text": "Customer asks about a payment; nothing is left to do on our side.",
        "to_team": BILLING,
        "to_owner": "nobody",
        "remove_tags": "app",
    },
    {
        "name": "My own good bye",
        "text": f"{HELLO}thank you for your patience, and have a good day.{BYE}",
        "person": "ana",
    },
)
