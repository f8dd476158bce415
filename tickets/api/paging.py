"""Lists page by page: what a page looks like, how its query is read, and a cursor that nobody can break."""

from django.core.exceptions import ValidationError as InvalidValue
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from config.pagination import InOrder, NewestFirst


class OwnCursors:
    """A cursor of the caller's own making is refused."""

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of a page. Errors: NotFound for a cursor that is none of ours."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, InvalidValue, NotFound) as error:
            raise NotFound(_("There is no such page. Take the cursor from `next` or `previous`.")) from error


class Newest(OwnCursors, NewestFirst):
    """The row that came last comes first."""


class DueFirst(OwnCursors, InOrder):
    """What is due next comes first; what is not due at all comes last."""

    ordering = ("due_or_never", "pk")


class LatestWords(OwnCursors, InOrder):
    """The latest message first."""

    ordering = ("-occurred_at", "-pk")


def query_of(request, *repeatable):
    """The query string as plain values: a list for names that may be repeated, otherwise the last one."""
    return {name: values if name in repeatable else values[-1] for name, values in request.query_params.lists()}


def page_shape(shape):
    """What a page of a list looks like."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": shape(many=True),
    }
    return type(f"{shape.__name__.removesuffix('Shape')}Page", (serializers.Serializer,), fields)
