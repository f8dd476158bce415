"""What arrived and could not be read: the raw text, the reason, and a way to try again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext_lazy as _

from tickets.actions.inbox import arrivals
from tickets.actions.record import Invalid
from tickets.admin.shared.read_only import ReadingAdmin, me
from tickets.models import ParkedLine, RawInbound
from tickets.models.inbound import InboundState
from tickets.rules.access import Denied

SHOWN = 20_000  # bytes


class StateFilter(admin.SimpleListFilter):
    """What cannot be read comes first; everything else is one click away."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The other states, and all."""
        return [
            (InboundState.WAITING, InboundState.WAITING.label),
            (InboundState.DONE, InboundState.DONE.label),
            ("all", _("All")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RawInbound]) -> QuerySet[RawInbound]:
        """Unreadable unless something else is asked for."""
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or InboundState.UNREADABLE)

    def choices(self, changelist: Any) -> Any:
        """The first choice is what is shown without one."""
        first, *others = super().choices(changelist)
        return [{**first, "display": InboundState.UNREADABLE.label}, *others]


@admin.register(RawInbound)
class RawInboundAdmin(ReadingAdmin):
    """The queue of what nobody could read: nothing that arrived is lost."""

    sees = "mend"
    list_display = ("received_at", "sender", "subject", "account", "state", "how_large", "error_line")
    list_display_links = ("received_at",)
    list_filter = (StateFilter,)
    list_select_related = ("account",)
    ordering = ("-id",)
    fields = (
        ("sender", "subject"),
        ("account", "received_at"),
        ("state", "attempts", "provider"),
        "error",
        "as_it_came",
    )
    readonly_fields = (
        "sender",
        "subject",
        "account",
        "received_at",
        "state",
        "attempts",
        "provider",
        "error",
        "as_it_came",
    )
    change_form_outer_before_template = "admin/tickets/rawinbound/retry.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RawInbound]:
        """What this person may see of what arrived. A list loads no mail whole."""
        return RawInbound.objects.visible_to(me(request)).defer("body").annotate(size=Length("body"))

    def get_urls(self) -> list[Any]:
        """Try again, and the whole of it as a file."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/retry/", wrap(self.retry_view), name="rawinbound_retry"),
            path("<int:pk>/source/", wrap(self.source_view), name="rawinbound_source"),
            *super().get_urls(),
        ]

    def _one(self, request: HttpRequest, pk: int) -> RawInbound:
        found = self.get_queryset(request).filter(pk=pk).first() if self.has_view_permission(request) else None
        if found is None:
            raise Http404
        return found

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read it again: whoever reads takes it with the next round."""
        raw = self._one(request, pk)
        if request.method == "POST":
            try:
                arrivals.retry(raw, by=me(request))
                messages.success(request, _("It is read again with the next round."))
            except (Denied, Invalid) as error:
                messages.error(request, str(error))
        return redirect("admin:tickets_rawinbound_change", pk)

    def source_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """As it came, as a file: never shown as a page."""
        raw = self._one(request, pk)
        response = HttpResponse(bytes(raw.body), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="arrival-{raw.pk}.txt"'
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    @admin.display(description=_("size"), ordering="size")
    def how_large(self, raw: RawInbound) -> str:
        """How much came."""
        return filesizeformat(raw.size)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("error"))
    def error_line(self, raw: RawInbound) -> str:
        """Why not."""
        return raw.error[:120]

    @admin.display(description=_("as it came"))
    def as_it_came(self, raw: RawInbound) -> str:
        """How it begins; what is no text is shown as such."""
        return bytes(raw.body)[:SHOWN].decode("utf-8", "replace")


@admin.register(ParkedLine)
class ParkedLineAdmin(ReadingAdmin):
    """Lines of an imported history that could not be taken yet: words of any team's customers, so for who imports."""

    sees = "set-up"
    list_display = ("external_id", "ticket_key", "reason", "parked_at")
    list_display_links = ("external_id",)
    search_fields = ("external_id", "ticket_key")
    ordering = ("-parked_at", "-id")
    readonly_fields = ("external_id", "ticket_key", "line", "reason", "parked_at")
