"""Times as a customer reads them."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def when(value, at):
    """An instant as seen from `at`: today 10:00, Wednesday 5 March 10:00, with the year if it is another one."""
    local, here = timezone.localtime(value), timezone.localtime(at)
    if local.date() == here.date():
        return _("today {time}").format(time=date_format(local, "H:i"))
    return date_format(local, _("l j F H:i") if local.year == here.year else _("j F Y H:i"))
