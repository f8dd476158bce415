"""What people do with scheduled mails: set one up, stop it, go on with it, delete it, and each of them stop their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.mails.people import reachable
from metrics.mails.rhythm import Rhythm
from metrics.models import ReportMail, ReportMailRecipient
from tickets.actions.record import Invalid, permit
from tickets.models import User

MOST = 50  # mails of one person


def schedule(
    *, by: User, page: str, asked: Mapping[str, str], every: str, rhythm: Rhythm, people: Collection[User], at: datetime
) -> ReportMail:
    """A new mail, first sent at its next time. Of `rhythm` counts what `every` asks for.

    Errors: Denied; Invalid for nobody to send it to, for people whom it is not theirs to mail to, and for too many mails.
    """
    permit(by, "figures")
    wanted = {person.pk for person in people}
    if not wanted:
        raise Invalid("people", _("Choose who gets it."))
    if wanted != set(reachable(by).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise Invalid("people", _("You can have figures mailed to people of your own teams, or to yourself."))
    if ReportMail.objects.filter(by=by).count() >= MOST:
        raise Invalid("every", _("You have %(most)d scheduled mails. Delete one first.") % {"most": MOST})
    mail = ReportMail(by=by, page=page, asked=dict(asked), every=every, at=rhythm.at, zone=rhythm.zone)
    mail.weekday, mail.day = rhythm.weekday, rhythm.day
    mail.next_at = mail.rhythm.following(at)
    with transaction.atomic():
        mail.save()
        ReportMailRecipient.objects.bulk_create(ReportMailRecipient(mail=mail, person_id=pk) for pk in sorted(wanted))
    return mail


def stop_mail(mail: ReportMail, *, by: User) -> None:
    """Nobody gets it until it goes on; only who set it up may. Errors: Denied."""
    permit(by, "figures")
    ReportMail.objects.filter(pk=mail.pk, by=by).update(next_at=None)


def resume_mail(mail: ReportMail, *, by: User, at: datetime) -> None:
    """It goes on with its next time: what fell due meanwhile is not made up for. Errors: Denied."""
    permit(by, "figures")
    ReportMail.objects.filter(pk=mail.pk, by=by, next_at=None).update(next_at=mail.rhythm.following(at))


def delete_mail(mail: ReportMail, *, by: User) -> None:
    """It is gone, and what was noted of the mails that were sent. Errors: Denied."""
    permit(by, "figures")
    ReportMail.objects.filter(pk=mail.pk, by=by).delete()


def stop_own(recipient: ReportMailRecipient, *, at: datetime) -> None:
    """This person gets it no more, whoever set it up; by their own link or page. A second time changes nothing."""
    ReportMailRecipient.objects.filter(pk=recipient.pk, stopped_at=None).update(stopped_at=at)


def resume_own(recipient: ReportMailRecipient) -> None:
    """This person gets it again, from its next time on."""
    ReportMailRecipient.objects.filter(pk=recipient.pk).update(stopped_at=None)
