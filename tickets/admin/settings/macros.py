"""Macros, for everybody who answers: their own, and as their role may those of their teams and of all."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from tickets.actions.macros.filling import fill
from tickets.actions.setup import macros
from tickets.admin.settings.settings_admin import Saved, SettingsAdmin, SettingsForm
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.ticket.macros import shown, used, whose
from tickets.models import Macro, Team, Ticket, User, words
from tickets.models.macro import AFTERWARDS, ME, NOBODY, WHEN
from tickets.models.people import Role
from tickets.rules.access import MANAGES, role_of
from tickets.rules.placeholders import NAMED, unknown

AS_IT_IS = gettext_lazy("as it is")
MINE, ALL, OF_TEAM = "mine", "all", "team:"
NAMES = ", ".join(f"{{{name}}}" for name in NAMED)
TYPED = (
    "text",
    "status",
    "priority",
    "to_owner",
    "add_tags",
    "remove_tags",
    "promise",
    "promise_due",
    "facts",
    "snooze",
)


class MacroForm(SettingsForm):
    """A macro. What it does is typed as it is typed on a ticket's page."""

    text = form_fields.Lines(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "In braces stands what is put in when it is used: %(names)s, and any fact, as {fact.device}. What has no value "
            "then is filled in by hand before it can be sent. {promise.due} is when the promise below is due."
        )
        % {"names": NAMES},
        max_length=10_000,
        widget=UnfoldAdminTextareaWidget({"rows": 10}),
    )
    whose = form_fields.Choice(label=gettext_lazy("For whom"), choices=[])
    status = form_fields.Choice(
        label=gettext_lazy("Status"),
        choices=[("", AS_IT_IS), *AFTERWARDS],
        required=False,
        help_text=gettext_lazy("Where the ticket stands after the answer. What is resolved asks the customer."),
    )
    priority = form_fields.Choice(
        label=gettext_lazy("Priority"), choices=[("", AS_IT_IS), *words.PRIORITY], required=False
    )
    to_owner = form_fields.Choice(label=gettext_lazy("Owner"), choices=[], required=False)
    to_team = form_fields.Row(
        label=gettext_lazy("Hand over to team"), queryset=Team.objects.all(), required=False, empty_label=AS_IT_IS
    )
    facts = form_fields.Lines(
        label=gettext_lazy("Facts to note"),
        help_text=gettext_lazy("One a line, as “device: Pixel 7”."),
        max_length=2000,
    )
    promise_due = form_fields.Choice(
        label=gettext_lazy("Promise is due"),
        choices=[("", gettext_lazy("as the desk's policy says")), *WHEN],
        required=False,
    )
    snooze = form_fields.Choice(
        label=gettext_lazy("Snooze"), choices=[("", gettext_lazy("not at all")), *WHEN], required=False
    )

    class Meta:
        labels = {"name": gettext_lazy("Name"), "active": gettext_lazy("Offered")}
        help_texts = {
            "name": gettext_lazy("By it people find it: type / in an answer and a part of its name."),
            "add_tags": gettext_lazy("With commas between."),
            "remove_tags": gettext_lazy("With commas between."),
            "promise": gettext_lazy("What we owe from then on. Placeholders stand for values here too."),
            "active": gettext_lazy("Off: it is kept, and nobody finds it in an answer any more."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        macro = self.instance
        if macro.pk:
            self.initial["whose"] = MINE if macro.person_id else f"{OF_TEAM}{macro.team_id}" if macro.team_id else ALL


@admin.register(Macro)
class MacroAdmin(SettingsAdmin):
    """The list and the form, with a preview in a ticket."""

    sees = "own-macros"
    form = MacroForm
    list_display = ("name", "whose", "begins", "uses", "active")
    list_display_links = ("name",)
    search_fields = ("name", "text")
    search_help_text = gettext_lazy("Names, words")
    change_form_template = "admin/settings/macro.html"
    only_later = ("active",)
    fieldsets = (
        (None, {"fields": ("name", "whose", "text", "active")}),
        (
            gettext_lazy("What is done with the answer"),
            {
                "fields": (
                    *("status", "priority", "to_owner", "to_team", "add_tags", "remove_tags"),
                    *("promise", "promise_due", "facts", "snooze"),
                )
            },
        ),
    )

    def get_urls(self) -> list[Any]:
        """With a preview, and a word that one was used."""
        wrap = self.admin_site.admin_view
        own = [
            path("preview/", wrap(self.preview), name="macro_preview"),
            path("<int:pk>/used/", wrap(used), name="macro_used"),
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Macro]:
        """Those that this person has, in use or not."""
        return Macro.objects.known_to(me(request)).with_uses(me(request)).select_related("team").order_by("name", "pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whose it is, and what their role may."""
        return super().has_change_permission(request) and (obj is None or macros.may_keep(me(request), obj))

    @admin.display(description=gettext_lazy("for whom"))
    def whose(self, macro: Macro) -> str:
        """Whose it is."""
        return whose(macro)

    @admin.display(description=gettext_lazy("text"))
    def begins(self, macro: Macro) -> str:
        """How it begins."""
        return Truncator(" ".join(macro.text.split())).chars(80)

    @admin.display(description=gettext_lazy("times used"))
    def uses(self, macro: Any) -> int:
        """By everybody."""
        return int(macro.desk)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """With what this person may choose."""
        form = super().get_form(request, obj, change, **kwargs)
        chosen = {"whose": _whose(me(request)), "to_owner": _owners()}
        for name, choices in chosen.items():
            if name in form.base_fields:
                old = form.base_fields[name]
                form.base_fields[name] = form_fields.Choice(label=old.label, choices=choices, required=old.required)
        return form

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Make one."""
        macro = macros.create_macro(by=me(request), at=clock.now(request), **_said(request, said))
        return Saved(macro, _("%s can be used now: type / in an answer.") % macro)

    def edit(self, request: HttpRequest, obj: Macro, said: dict[str, Any]) -> Saved:
        """Put one right."""
        macro = macros.change_macro(obj, by=me(request), at=clock.now(request), **_said(request, said))
        return Saved(macro, _("%s is saved.") % macro)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What is typed, as it would be sent in a ticket: one that was named, or the newest that the person may see."""
        if not may_do(request.user, self.sees):
            return JsonResponse({}, status=403)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        seen = Ticket.objects.visible_to(me(request)).select_related("customer", "team")
        number = request.POST.get("ticket", "").strip().removeprefix("#")
        named = number.isascii() and number.isdigit() and len(number) < 18
        ticket = seen.filter(pk=int(number)).first() if named else seen.order_by("-pk").first() if not number else None
        at = clock.now(request)
        (told,) = shown(fill([_typed(request)], ticket, me(request), at), at)
        nothing = [f"{{{name}}}" for name in unknown(request.POST.get("text", "") + request.POST.get("promise", ""))]
        return JsonResponse({**told, "unknown": nothing, "ticket": _about(ticket)})


def _about(ticket: Ticket | None) -> str:
    if ticket is None:
        return _("There is no such ticket.")
    return _("#%(number)d, %(customer)s: %(subject)s") % {
        "number": ticket.pk,
        "customer": ticket.customer,
        "subject": ticket.subject or _("No subject"),
    }


def _typed(request: HttpRequest) -> Macro:
    """A macro that is not kept, of what can be read of a form."""
    macro = Macro(**{name: request.POST.get(name, "")[:10_000] for name in TYPED})
    known = dict(WHEN)
    macro.promise_due, macro.snooze = (name if name in known else "" for name in (macro.promise_due, macro.snooze))
    team = request.POST.get("to_team", "")
    macro.to_team = Team.objects.filter(pk=int(team)).first() if team.isascii() and team.isdigit() else None
    return macro


def _whose(user: User) -> list[tuple[str, Any]]:
    """For whom somebody may make one."""
    choices: list[tuple[str, Any]] = [(MINE, _("Only me"))]
    if may_do(user, "team-macros"):
        teams = Team.objects.all() if role_of(user) in MANAGES else user.teams.all()
        choices += [(f"{OF_TEAM}{team.pk}", _("Team %s") % team) for team in teams]
    return [*choices, (ALL, _("Everybody"))] if may_do(user, "shared-macros") else choices


def _owners() -> list[tuple[str, Any]]:
    """To whom a ticket can be given."""
    people = User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY).order_by("first_name", "username")
    return [("", AS_IT_IS), (ME, _("Who uses it")), (NOBODY, _("Nobody")), *((p.username, str(p)) for p in people)]


def _said(request: HttpRequest, said: dict[str, Any]) -> dict[str, Any]:
    """As the action takes it: `whose` is a person, a team, or nobody in particular."""
    given = {name: value for name, value in said.items() if name != "whose"}
    chosen = said["whose"]
    given["person"] = me(request) if chosen == MINE else None
    given["team"] = Team.objects.get(pk=chosen.removeprefix(OF_TEAM)) if chosen.startswith(OF_TEAM) else None
    return given
