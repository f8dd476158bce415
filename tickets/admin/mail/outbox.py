"""The visible outbox: what was sent to whom, what waits, and what did not arrive, with the reason and a way to try again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from config.broker import nudge
from tickets.actions.outbox import delivery
from tickets.actions.record import Invalid
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.admin.tickets import saved_views
from tickets.models import Message
from tickets.models.message import Delivery
from tickets.rules.access import Denied

TONE = {Delivery.SENT: "good", Delivery.FAILED: "bad", Delivery.BOUNCED: "bad"}


@admin.register(Message)
class MessageAdmin(ReadingAdmin):
    """Messages that leave, or should have left; any message of a ticket can be read in full."""

    list_display = ("occurred_at", "recipient", "of_ticket", "words", "state", "attempts", "error_line")
    list_display_links = ("occurred_at",)
    list_filter = ("delivery", "automatic")
    list_filter_sheet = True
    search_fields = ("recipient", "ticket__subject")
    search_help_text = _("Address, or words of the subject")
    ordering = ("-occurred_at", "-id")
    list_select_related = ("ticket",)
    change_form_outer_before_template = "admin/tickets/message/retry.html"
    fields = (
        ("of_ticket", "channel", "direction"),
        ("recipient", "state", "sent_at"),
        ("attempts", "next_attempt_at"),
        "error",
        "subject",
        "text",
        ("author", "automatic", "occurred_at", "recorded_at"),
    )
    readonly_fields = tuple(name for row in fields for name in (row if isinstance(row, tuple) else (row,)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Messages of tickets that this person may see; the list shows only what leaves the desk."""
        seen = Message.objects.filter(ticket__in=saved_views.tickets(me(request)))
        return seen.exclude(delivery=Delivery.NONE) if self._is_list(request) else seen

    def _is_list(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        return bool(match and match.url_name == "tickets_message_changelist")

    def get_urls(self) -> list[Any]:
        """One address more: try again."""
        retry = path("<int:pk>/retry/", self.admin_site.admin_view(self.retry_view), name="message_retry")
        return [retry, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A message in full."""
        context = {"may_retry": may_do(request.user, "mend"), "undelivered": delivery.UNDELIVERED}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it again."""
        message = self.get_queryset(request).filter(pk=pk).first()
        if message is None:
            raise Http404
        if request.method == "POST":
            try:
                delivery.retry(message, clock.now(request), by=me(request), recipient=_recipient(request))
                nudge("tickets.tasks.deliver")
                messages.success(request, _("It is sent again."))
            except (Invalid, Denied) as error:
                messages.error(request, str(error))
        return redirect("admin:tickets_message_change", pk)

    @admin.display(description=_("ticket"), ordering="ticket")
    def of_ticket(self, message: Message) -> str:
        """The ticket it belongs to."""
        link = reverse("admin:tickets_ticket_change", args=[message.ticket_id])
        return format_html(
            '<a class="d-link" href="{}">#{} {}</a>', link, message.ticket_id, message.ticket.subject[:60]
        )

    @admin.display(description=_("text"))
    def words(self, message: Message) -> str:
        """How it begins."""
        return message.text[:60]

    @admin.display(description=_("state"), ordering="delivery")
    def state(self, message: Message) -> str:
        """What became of it."""
        tone = TONE.get(Delivery(message.delivery), "plain")
        return format_html('<span class="d-pill d-pill-{}">{}</span>', tone, message.get_delivery_display())

    @admin.display(description=_("error"))
    def error_line(self, message: Message) -> str:
        """Why not."""
        return message.error[:80]


def _recipient(request: HttpRequest) -> str:
    """Where it goes now; empty: where it went."""
    return request.POST.get("recipient", "").strip()[:320]
