"""Chat widgets: who may embed one, how it looks, and the snippet that a site copies."""

from __future__ import annotations

from typing import Any

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
from tickets.admin.settings.settings_admin import Button, Pressed, Saved, SettingsAdmin, SettingsForm
from tickets.models import Team, Widget

OF_THE_ACCOUNT = ("name", "slug", "team", "active")


class WidgetForm(SettingsForm):
    """A widget and its account. Its name in the URL is said once: sites know it."""

    name = fields.Text(label=gettext_lazy("Name"), max_length=120)
    slug = fields.Slug(label=gettext_lazy("Name in the URL"), max_length=60)
    origins = fields.OnePerLine(
        label=gettext_lazy("Sites that may show it"),
        help_text=gettext_lazy(
            "One a line: https://shop.example.com, or https://*.example.com. Our own pages always may."
        ),
    )
    team = fields.Row(label=gettext_lazy("Team that gets what comes in"), queryset=Team.objects.all(), required=False)
    active = fields.Switch(label=gettext_lazy("Open"), initial=True)

    class Meta:
        labels = {"title": gettext_lazy("Title that visitors see")}
        help_texts = {
            "title": gettext_lazy("Empty: “Chat with us”, in their language."),
            "colour": gettext_lazy("Words on it are black or white, whichever can be read."),
        }
        widgets = {"colour": UnfoldAdminColorInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            account = self.instance.account
            self.initial = {**self.initial, **{name: getattr(account, name) for name in OF_THE_ACCOUNT}}


@admin.register(Widget)
class WidgetAdmin(SettingsAdmin):
    """The chats that sites embed."""

    list_display = ("name", "slug", "sites", "team", "is_open")
    list_display_links = ("name",)
    list_select_related = ("account__team",)
    ordering = ("account__name",)
    form = WidgetForm
    fields = ("name", "slug", "title", "colour", "origins", "team", "active", "snippet", "demo", "signed_tokens")
    readonly_fields = ("snippet", "demo", "signed_tokens")
    once = ("slug",)
    only_later = ("active", *readonly_fields)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their accounts."""
        return super().get_queryset(request).select_related("account__team")

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

    @admin.display(description=gettext_lazy("copy this into the site's pages"))
    def snippet(self, widget: Widget) -> str:
        """What a site needs."""
        source = f"{settings.PUBLIC_URL}{reverse('widget-loader', args=[widget.account.slug])}"
        return format_html('<code class="d-copy">{}</code>', f'<script src="{source}" async></script>')

    @admin.display(description=gettext_lazy("try it"))
    def demo(self, widget: Widget) -> str:
        """Where it can be seen."""
        page = f"{reverse('widget-demo')}?widget={widget.account.slug}"
        return format_html('<a class="d-link" href="{}">{}</a>', page, _("on the demo page"))

    @admin.display(description=gettext_lazy("signed tokens"))
    def signed_tokens(self, widget: Widget) -> str:
        """Whether a site can vouch for its visitors."""
        return _("taken, by its secret") if widget.secret else _("not taken: it has no secret")

    def add(self, request: HttpRequest, said: dict[str, Any]) -> Saved:
        """Open one."""
        account = widgets.create_widget(by=me(request), **said)
        return Saved(account.widget, _("%s is open. Its page has the snippet for your site.") % account.name)

    def edit(self, request: HttpRequest, obj: Widget, said: dict[str, Any]) -> Saved:
        """Put it right."""
        account = widgets.change_widget(obj.account, by=me(request), **said)
        return Saved(account.widget, _("%s is saved.") % account)

    def buttons(self, obj: Widget) -> list[Button]:
        """The secret by which a site vouches for its visitors."""
        hint = _("By which your site signs its visitors' tokens. Tokens of the old one prove nothing from then on.")
        return [Button("secret", _("New secret"), hint)]

    def press(self, request: HttpRequest, obj: Widget, name: str) -> Pressed:
        """Tokens of the old one prove nothing from now on."""
        return _("The new secret of %s") % obj, widgets.new_secret(obj.account, by=me(request))
