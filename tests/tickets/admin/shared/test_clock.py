"""The clock of the desk's pages is read once for each request."""

from django.test import RequestFactory

from tests import make
from tickets.admin.shared.clock import now as read


def test_a_page_that_takes_its_time_has_one_moment(now):
    request = RequestFactory().get("/")
    assert read(request) == make.at("10 10:42")
    now.shift(60)
    assert read(request) == make.at("10 10:42")
    assert read(RequestFactory().get("/")) == make.at("10 10:43")
