"""Organisations at the desk: what they are called, which domains are theirs, their people, and what those have open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.customers import organisations
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.tickets import saved_views
from tickets.models import Customer, Message, Organisation, Ticket, User
from tickets.models.searching import holds
from tickets.rules.lifecycle import UNRESOLVED

MOST = 50  # people, open tickets and lines that the page shows


class OrganisationForm(SettingsForm):
    """A name, its domains and what we know of it."""

    domains = form_fields.Lines(
        label=gettext_lazy("Domains"),
        help_text=gettext_lazy(
            "One on each line, such as example.com. Who is new and writes from there belongs to this organisation; who is known "
            "already stays where they are. Domains at which everybody can have an address are refused."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["domains"] = "\n".join(row.domain for row in self.instance.domains.all())

    class Meta:
        help_texts = {"notes": gettext_lazy("What whoever answers its people should know. Only we see it.")}


@dataclass(frozen=True)
class Whole:
    """What a person of ours sees of an organisation's people: those with a ticket that they may see."""

    people: list[Customer]
    open: list[Ticket]
    latest: list[Message]


def whole(organisation: Organisation, user: User) -> Whole:
    """Read it, at most so many of each."""
    seen = saved_views.tickets(user).filter(customer__organisation=organisation)
    people = Customer.objects.alive().filter(Exists(seen.filter(customer=OuterRef("pk"))), organisation=organisation)
    still_open = seen.filter(status__in=UNRESOLVED).select_related("customer", "owner")
    said = Message.objects.filter(ticket__in=seen.order_by().values("pk")).select_related("ticket__customer")
    return Whole(
        people=list(people.prefetch_related("identities").order_by("name", "pk")[:MOST]),
        open=list(still_open.order_by("rank", "pk")[:MOST]),
        latest=list(said.order_by("-occurred_at", "-pk")[:MOST]),
    )


@admin.register(Organisation)
class OrganisationAdmin(SettingsAdmin):
    """Everybody who works here sees them; their people and tickets each as far as they see these."""

    sees = "organisations"
    form = OrganisationForm
    fields = ("name", "domains", "notes")
    list_display = ("name", "all_domains")
    list_display_links = ("name",)
    search_fields = ("name",)
    search_help_text = gettext_lazy("A part of the name, or a domain")
    ordering = ("name", "pk")
    change_form_template = "admin/tickets/organisation/page.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may look at tickets."""
        return may_do(request.user, "view")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only reads is shown the domains as words."""
        return self.fields if self.has_change_permission(request, obj) else ("name", "all_domains", "notes")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their domains."""
        return super().get_queryset(request).prefetch_related("domains")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By a part of the name, or of a domain."""
        typed = search_term.strip()
        found = Organisation.objects.filter(domains__domain__icontains=typed).values("pk")
        return (queryset.filter(holds(typed, "name")) | queryset.filter(pk__in=found)) if typed else queryset, False

    @admin.display(description=gettext_lazy("domains"))
    def all_domains(self, organisation: Organisation) -> str:
        """Those of its people's addresses."""
        return ", ".join(row.domain for row in organisation.domains.all())

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With its people and what they have open."""
        if context.get("original"):
            context["whole"] = whole(context["original"], me(request))
        return super().render_change_form(request, context, *args, **kwargs)

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """A new one."""
        row = organisations.add(
            said["name"],
            domains=said["domains"].splitlines(),
            notes=said["notes"],
            by=me(request),
            at=clock.now(request),
        )
        return Saved(row, _("%s is added.") % row)

    def edit(self, request: HttpRequest, obj: Organisation, said: dict[str, Any]) -> Saved:
        """What the form says."""
        domains = said["domains"].splitlines()
        row = organisations.change(obj.pk, name=said["name"], domains=domains, notes=said["notes"], by=me(request))
        return Saved(row, _("%s is saved.") % row)
