"""Below the composer stands what will be under the mail."""


def test_it_is_ones_own_with_the_values_in_place(ana, mias):
    ana.client.post("/admin/tickets/ticket/my-desk/", {"undo_seconds": "10", "signature": "{agent.name}, Support"})
    assert "ana, Support" in ana.get(f"ticket/{mias.pk}/signature/").content.decode()


def test_without_one_nothing_is_shown(ana, mias):
    assert ana.get(f"ticket/{mias.pk}/signature/").content.strip() == b""


def test_a_preview_shows_the_words_as_they_leave(ana, mias):
    said = ana.client.post(
        f"/admin/tickets/ticket/{mias.pk}/preview/", {"text": "**Hello** <script>x</script>"}
    ).content.decode()
    assert "<strong>Hello</strong>" in said
    assert "<script" not in said


def test_what_is_written_at_the_desk_is_markdown_and_shown_so(ana, mias):
    ana.do(mias, "reply", text="Try **this**", channel="email", format="markdown")
    assert "<strong>this</strong>" in ana.get(f"ticket/{mias.pk}/change/").content.decode()
    ana.do(mias, "reply", text="Try **that**", channel="phone", format="markdown")
    assert "**that**" in ana.get(f"ticket/{mias.pk}/change/").content.decode()
