"""The agents' desk in the admin: pages that show what the desk knows, and one address for each thing that can be done.

Nothing here writes: forms are translated into one call of `tickets.actions`, and the stock forms of the admin save nothing.
"""

from django.contrib import admin

from tickets.admin import settings
from tickets.admin.customer import customer_admin, organisation_admin
from tickets.admin.mail import arrivals, outbox
from tickets.admin.tickets import ticket_admin

admin.site.index_template = "admin/desk/start.html"

__all__ = ["arrivals", "customer_admin", "organisation_admin", "outbox", "settings", "ticket_admin"]
