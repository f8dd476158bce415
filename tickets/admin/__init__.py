"""The agents' desk in the admin: pages that show what the desk knows, and one address for each thing that can be done.

Nothing here writes: forms are translated into one call of `tickets.actions`, and the stock forms of the admin save nothing.
"""

from django.contrib import admin

from tickets.admin import arrivals, customers, outbox, settings, tickets

admin.site.index_template = "admin/desk/start.html"

__all__ = ["arrivals", "customers", "outbox", "settings", "tickets"]
