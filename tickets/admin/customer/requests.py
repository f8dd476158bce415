"""One function for each thing that is done by hand with a customer: what the form says, one action, one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.customers import attributes, identities, merging, naming, organisations
from tickets.actions.inputs import FIELD
from tickets.models import Customer, User
from tickets.models.customer import IdentityKind


class CustomerForm(forms.Form):
    """What one of them takes."""

    def reason(self) -> str:
        """What is wrong with it, in a sentence."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class NameForm(CustomerForm):
    """What they are called."""

    name = forms.CharField(
        max_length=naming.LONGEST,
        error_messages={"required": gettext_lazy("Write a name.")},
    )


class OrganisationForm(CustomerForm):
    """The name of their organisation; nothing is none."""

    organisation = forms.CharField(max_length=organisations.LONGEST_NAME, required=False)


class AttributesForm(CustomerForm):
    """What stands in the desk's own fields: whatever of them the form has."""

    def clean(self) -> dict[str, Any]:
        """The values by their keys."""
        return {"values": {name.removeprefix(FIELD): self.data[name] for name in self.data if name.startswith(FIELD)}}


class IdentityForm(CustomerForm):
    """A new address, number or handle."""

    kind = forms.ChoiceField(choices=IdentityKind.choices)
    value = forms.CharField(
        max_length=320, error_messages={"required": gettext_lazy("Write an address, a number or a handle.")}
    )
    shared = forms.BooleanField(required=False)


class OneIdentityForm(CustomerForm):
    """Which one."""

    identity = forms.IntegerField()


class OtherCustomerForm(CustomerForm):
    """Which other customer."""

    other = forms.IntegerField()


@dataclass(frozen=True)
class Asked:
    """Who asks, and when."""

    by: User
    at: datetime


def rename(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """They are called otherwise."""
    row = naming.rename(customer, said["name"], by=asked.by, at=asked.at)
    return _("They are called %s now.") % row


def put(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """They belong there."""
    row = organisations.put(customer, organisations.named(said["organisation"]), by=asked.by, at=asked.at)
    if row.organisation is None:
        return _("%s belongs to no organisation now.") % row
    return _("%(customer)s belongs to %(organisation)s now.") % {"customer": row, "organisation": row.organisation}


def set_attributes(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """This is known of them."""
    attributes.set_values(customer, said["values"], by=asked.by, at=asked.at)
    return _("What is known of %s is saved.") % customer


def add(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """They can be reached there too."""
    given = {name: said[name] for name in ("kind", "value", "shared")}
    row = identities.add(customer, by=asked.by, at=asked.at, **given)
    if row.shared:
        return _("%s is noted as used by several people. It identifies nobody from now on.") % row.value
    return _("%s is noted, as claimed until somebody verifies it.") % row.value


def verify(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """We made sure that it is theirs."""
    row = identities.verify(said["identity"], of=customer, by=asked.by, at=asked.at)
    return _("%s is verified.") % row.value


def share(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """Several people use it."""
    row = identities.share(said["identity"], of=customer, by=asked.by, at=asked.at)
    return _("%s is noted as used by several people. It identifies nobody from now on.") % row.value


def unshare(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """It is theirs alone."""
    row = identities.unshare(said["identity"], of=customer, by=asked.by, at=asked.at)
    return _("%s is theirs alone again.") % row.value


def remove(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """It is not theirs."""
    identities.remove(said["identity"], of=customer, by=asked.by, at=asked.at)
    return _("It is taken off this file.")


def not_the_same(customer: Customer, said: dict[str, Any], asked: Asked) -> str:
    """Two people."""
    merging.not_the_same(customer, other=said["other"], by=asked.by, at=asked.at)
    return _("Noted: two people. They are not suggested again.")


@dataclass(frozen=True)
class CustomerDeed:
    """A verb: which line of the permission table it needs, what its form takes, and what it does."""

    permission: str
    form: type[CustomerForm]
    do: Callable[[Customer, dict[str, Any], Asked], str]


CUSTOMER_DEEDS = {
    "rename": CustomerDeed("identities", NameForm, rename),
    "organisation": CustomerDeed("organisations", OrganisationForm, put),
    "attributes": CustomerDeed("attributes", AttributesForm, set_attributes),
    "add-identity": CustomerDeed("identities", IdentityForm, add),
    "verify-identity": CustomerDeed("identities", OneIdentityForm, verify),
    "share-identity": CustomerDeed("identities", OneIdentityForm, share),
    "unshare-identity": CustomerDeed("identities", OneIdentityForm, unshare),
    "remove-identity": CustomerDeed("identities", OneIdentityForm, remove),
    "not-the-same": CustomerDeed("merge-customers", OtherCustomerForm, not_the_same),
}
