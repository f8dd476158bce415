"""Chat widgets: who may embed one, how it looks, and the snippet that a site copies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminColorInputWidget

from tickets.actions.setup import widgets
from tickets.admin import fields
from tickets.admin.reading import me
from tickets.admin.settings.settings_admin import Pressed, SetUpAdmin
from tickets.models import Team, Widget
from tickets.models.widget import BLUE, COLOUR


class WidgetBasicsForm(forms.Form):
    """What every widget has."""

    name = fields.Text(label=gettext_lazy("Name"), max_length=120)
    title = fields.Text(
        label=gettext_lazy("Title that visitors see (empty: “Chat with us”, in their language)"),
        max_length=60,
        required=False,
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour"),
        max_length=7,
        validators=[COLOUR],
        initial=BLUE,
        widget=UnfoldAdminColorInputWidget,
        help_text=gettext_lazy("Words on it are black or white, whichever can be read."),
    )
    origins = fields.Lines(
        label=gettext_lazy("Sites that may show it, one a line"),
        help_text=gettext_lazy("https://shop.example.com, or https://*.example.com. Our own pages always may."),
    )
    team = fields.Row(label=gettext_lazy("Team that gets what comes in"), queryset=Team.objects.all(), required=False)

    def clean_origins(self) -> list[str]:
        """A list; the action looks at each."""
        return self.cleaned_data["origins"].splitlines()


class WidgetForm(WidgetBasicsForm):
    """What can be changed of a widget."""

    active = fields.Switch(label=gettext_lazy("Open"), initial=True)


class NewWidgetForm(WidgetBasicsForm):
    """A new widget: also its name in the URL, which stays."""

    slug = fields.Slug(label=gettext_lazy("Name in the URL"), max_length=60)
    field_order = ("name", "slug")


@admin.register(Widget)
class WidgetAdmin(SetUpAdmin):
    """The chats that sites embed."""

    list_display = ("name", "slug", "sites", "team", "is_open")
    list_display_links = ("name",)
    list_select_related = ("account__team",)
    ordering = ("account__name",)
    add_form = NewWidgetForm
    edit_form = WidgetForm

    @admin.display(description=gettext_lazy("name"))
    def name(self, widget: Widget) -> str:
        """What we call it."""
        return widget.account.name

    @admin.display(description=gettext_lazy("name in the URL"))
    def slug(self, widget: Widget) -> str:
        """What sites call it."""
        return widget.account.slug

    @admin.display(description=gettext_lazy("sites"))
    def sites(self, widget: Widget) -> str:
        """Who may show it."""
        return ", ".join(widget.origins) or _("only our own pages")

    @admin.display(description=gettext_lazy("team"))
    def team(self, widget: Widget) -> Any:
        """Who gets what comes in."""
        return widget.account.team

    @admin.display(description=gettext_lazy("open"), boolean=True)
    def is_open(self, widget: Widget) -> bool:
        """Whether it takes anything."""
        return widget.account.active

    def initial(self, obj: Widget) -> dict[str, Any]:
        """As it is."""
        own = obj.account
        return {
            "name": own.name,
            "title": obj.title,
            "colour": obj.colour,
            "origins": "\n".join(obj.origins),
            "team": own.team,
            "active": own.active,
        }

    def rows(self, obj: Widget) -> list[tuple[str, Any]]:
        """What a site needs, and where to try it."""
        slug = obj.account.slug
        source = f"{settings.PUBLIC_URL}{reverse('widget-loader', args=[slug])}"
        demo = f"{reverse('widget-demo')}?widget={slug}"
        snippet = format_html('<code class="d-secret">{}</code>', f'<script src="{source}" async></script>')
        return [
            (_("Copy this into the site's pages"), snippet),
            (_("Try it"), format_html('<a class="d-link" href="{}">{}</a>', demo, _("on the demo page"))),
            (_("Signed tokens"), _("taken, by its secret") if obj.secret else _("not taken: it has no secret")),
        ]

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Pressed:
        """Open one."""
        account = widgets.create_widget(by=me(request), **said)
        return _("%s is open. Its page has the snippet for your site.") % account.name, ""

    def edit(self, request: HttpRequest, obj: Widget, said: dict[str, Any]) -> Pressed:
        """Put it right."""
        return _("%s is saved.") % widgets.change_widget(obj.account, by=me(request), **said), ""

    def buttons(self, obj: Widget) -> list[tuple[str, str]]:
        """The secret by which a site vouches for its visitors."""
        return [("secret", _("New secret"))]

    def press(self, request: HttpRequest, obj: Widget, name: str) -> Pressed:
        """Tokens of the old one prove nothing from now on."""
        return _("The new secret of %s") % obj, widgets.new_secret(obj.account, by=me(request))
