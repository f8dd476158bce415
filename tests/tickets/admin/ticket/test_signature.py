"""Below the composer stands what will be under the mail."""


def test_it_is_ones_own_with_the_values_in_place(ana, mias):
    ana.client.post("/admin/tickets/ticket/my-desk/", {"undo_seconds": "10", "signature": "{agent.name}, Support"})
    assert "ana, Support" in ana.get(f"ticket/{mias.pk}/signature/").content.decode()


def test_without_one_nothing_is_shown(ana, mias):
    assert ana.get(f"ticket/{mias.pk}/signature/").content.strip() == b""
