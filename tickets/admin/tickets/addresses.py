"""The addresses of the list beside the list itself; each for who has signed in, and none costs a ticket's page anything."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import path

from tickets.admin.calls.alerts import alerts
from tickets.admin.settings.my_desk import my_desk
from tickets.admin.settings.out_of_office import out_of_office
from tickets.admin.settings.told import told
from tickets.admin.shared.keys import keys
from tickets.admin.tickets import own_views
from tickets.admin.tickets.alive import changed, rows_again
from tickets.admin.tickets.beside import NEXT, PREVIOUS, beside


def list_addresses(desk: Any) -> list[Any]:
    """For the admin of tickets, which reads the list that an address asks for (`list_at`)."""
    wrap = desk.admin_site.admin_view
    return [
        path("filters/", wrap(own_views.panel), name="ticket_filters"),
        path("changed/", wrap(partial(changed, desk)), name="ticket_changed"),
        path("rows/", wrap(partial(rows_again, desk)), name="ticket_rows"),
        path("views/save/", wrap(own_views.save), name="ticket_view_save"),
        path("views/<int:pk>/change/", wrap(own_views.change), name="ticket_view_change"),
        path("views/<int:pk>/delete/", wrap(own_views.delete), name="ticket_view_delete"),
        path("keys/", wrap(keys), name="ticket_keys"),
        path("alerts/", wrap(alerts), name="ticket_alerts"),
        path("my-desk/", wrap(partial(my_desk, desk)), name="ticket_my_desk"),
        path("out-of-office/", wrap(partial(out_of_office, desk)), name="ticket_out_of_office"),
        path("told/", wrap(partial(told, desk)), name="ticket_told"),
        path("<int:pk>/next/", wrap(partial(beside, desk, way=NEXT)), name="ticket_next"),
        path("<int:pk>/previous/", wrap(partial(beside, desk, way=PREVIOUS)), name="ticket_previous"),
    ]
