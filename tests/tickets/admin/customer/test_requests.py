"""What is done by hand with a customer: one form, one action, one sentence."""

from tests.tickets.admin.conftest import words
from tests.tickets.admin.customer.conftest import LEO, page, post
from tickets.models import Identity


def test_an_address_is_added_verified_shared_and_removed(ana, mia):
    added = post(ana, mia, "do/add-identity/", kind="phone", value="+49 30 901820")
    assert added.status_code == 302
    assert "+49 30 901820" in ana.words(page(mia))
    pk = Identity.objects.get(kind="phone").pk
    for verb, said in {"verify": "verified", "share": "shared", "unshare": "theirs alone"}.items():
        post(ana, mia, f"do/{verb}-identity/", identity=pk)
        assert said in ana.words(page(mia))
    post(ana, mia, "do/remove-identity/", identity=pk)
    assert not Identity.objects.filter(kind="phone").exists()
    assert "+4930901820 removed by ana, 10 March 2025 10:42" in ana.words(page(mia))


def test_what_does_not_go_through_is_said_and_kept(ana, mia, leo):
    answer = post(ana, mia, "do/add-identity/", kind="email", value=LEO)
    assert answer.status_code == 400
    assert "It belongs to M. N." in words(answer)
    assert f'value="{LEO}"' in answer.content.decode()
    assert post(ana, mia, "do/add-identity/", kind="fax", value="1").status_code == 400
    assert post(ana, mia, "do/remove-identity/", identity="x").status_code == 400
    assert post(ana, mia, "do/remove-identity/", identity=leo.customer.identities.get().pk).status_code == 400


def test_a_customer_is_renamed_in_place_from_their_page_and_from_a_tickets(ana, mia):
    assert post(ana, mia, "do/rename/", name="Mia Nováková").status_code == 302
    assert "Name: Mia Novak Mia Nováková by ana, 10 March 2025 10:42" in ana.words(page(mia))
    back = ana.client.post(f"/admin/tickets/{page(mia, 'do/rename/')}", {"name": "Mia N.", "ticket": mia.pk})
    assert back["Location"] == f"/admin/tickets/ticket/{mia.pk}/change/"
    assert "Mia N." in ana.words(f"ticket/{mia.pk}/change/")
    assert post(ana, mia, "do/rename/", name=" ").status_code == 400
