"""The card with what is known of a customer, and where administrators say what can be."""

from tests import make
from tests.tickets.admin.customer.conftest import page, post
from tests.tickets.admin.settings.conftest import post as set_up
from tickets.actions.customers import attributes
from tickets.models import CustomField

PLAN = {"on": "customer", "key": "plan", "label": "Plan", "kind": "choice", "choices": "Gold\nSilver"}


def test_what_is_known_stands_beside_the_person_and_is_changed_there(ana, browser, mia):
    assert "Plan" not in ana.words(page(mia, "attributes/"))
    set_up(browser("clara", "administrator"), "customfield/add/", **PLAN)
    assert page(mia, "attributes/") in ana.get(f"ticket/{mia.pk}/change/").content.decode()
    assert post(ana, mia, "do/attributes/", **{"field-plan": "gold"}).status_code == 302
    assert "Plan Gold ana · 10 March 2025" in ana.words(page(mia, "attributes/"))
    assert "Plan: Gold by ana" in ana.words(page(mia))
    refused = post(ana, mia, "do/attributes/", **{"field-plan": "Bronze"})
    assert (refused.status_code, "none of: Gold, Silver" in refused.content.decode()) == (400, True)


def test_a_program_sets_what_is_known_once_for_a_key(client, mia):
    make_field = {**PLAN, "choices": "Gold"}
    CustomField.objects.create(**make_field)
    key = make.api_key(make.person("ana"))
    url, body = f"/api/v1/customers/{mia.customer_id}/attributes", {"values": {"plan": "Gold"}, "source": "crm"}
    said = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "a", **key}
    told = [client.post(url, body, **said).json()["attributes"] for _ in range(2)]
    assert told[0] == told[1]
    assert (told[0][0]["key"], told[0][0]["value"], told[0][0]["source"]) == ("plan", "Gold", "crm")
    assert client.post(url, {"values": {"plan": "Tin"}}, content_type="application/json", **key).status_code == 409
    emptied = client.post(url, {"values": {"plan": None}}, content_type="application/json", **key)
    assert (emptied.json()["attributes"], attributes.of(mia.customer_id)) == ([], [])


def test_a_tickets_fields_stand_beside_it_and_a_refused_resolution_names_what_is_missing(ana, browser, mia):
    order = {"on": "ticket", "key": "order", "label": "Order number", "kind": "text", "required": "on"}
    assert set_up(browser("clara", "administrator"), "customfield/add/", **order).status_code == 302
    card = f"{page(mia, 'attributes/')}?ticket={mia.pk}"
    assert "Order number empty, and needed before it is resolved" in ana.words(card)
    refused = ana.client.post(f"/admin/tickets/ticket/{mia.pk}/do/resolve/", {"text": "Fixed."})
    assert (refused.status_code, "fill in: Order number" in refused.content.decode()) == (400, True)
    saved = ana.client.post(f"/admin/tickets/ticket/{mia.pk}/do/fields/", {"field-order": "A-1"})
    assert saved.status_code == 302
    assert "Order number A-1" in ana.words(card)
    assert "Order number: “A-1”." in ana.words(f"ticket/{mia.pk}/change/")
