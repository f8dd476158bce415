"""Files of messages are downloads, for who may see the ticket."""

from tests import make
from tickets.actions.intake.inbound_message import InboundFile
from tickets.models import Attachment


def test_files_are_served_as_downloads_to_who_may_see_the_ticket(ana, desk):
    ticket = make.ticket("10 10:00", files=(InboundFile("page.html", "text/html", b"<script>alert(1)</script>"),))
    file = Attachment.objects.get()
    answer = ana.get(f"ticket/{ticket.pk}/attachment/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    other = make.ticket("10 10:00", email="leo@example.org")
    assert ana.get(f"ticket/{other.pk}/attachment/{file.pk}/").status_code == 404
