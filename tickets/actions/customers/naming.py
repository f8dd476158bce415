"""What a customer is called, changed by a person of ours or a program, and what it was before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.models import Customer, CustomerChange, SearchDue, User
from tickets.models.customer import CustomerChangeKind
from tickets.rules.lifecycle import Forbidden
from tickets.rules.subjects import one_line

LONGEST = 200


@transaction.atomic
def rename(customer: Customer | int, name: str, *, by: User, at: datetime) -> Customer:
    """They are called so from now on; gives the fresh row. The same name again changes nothing.

    Errors: Invalid for no name and for a longer one, Forbidden for somebody who was merged away.
    """
    permit(by, "identities")
    called = one_line(name)
    if not called:
        raise Invalid("name", _("Write a name."))
    if len(called) > LONGEST:
        raise Invalid("name", _("A name has at most %d characters.") % LONGEST)
    row = locked(customer)
    if called == row.name:
        return row
    CustomerChange.objects.create(
        customer=row, what=CustomerChangeKind.NAME, before=row.called, after=called, by=by, at=at
    )
    row.name = called
    row.save(update_fields=["name"])
    SearchDue.objects.create(customer=row)
    return row


def locked(customer: Customer | int) -> Customer:
    """A customer's fresh row, locked until the transaction ends. Errors: Forbidden for one who was merged away."""
    pk = customer if isinstance(customer, int) else customer.pk
    row = Customer.objects.select_for_update(no_key=True).get(pk=pk)
    if row.merged_into_id:
        raise Forbidden(
            _("%(customer)s was merged into %(survivor)s. Go on there.")
            % {"customer": row, "survivor": row.merged_into}
        )
    return row
