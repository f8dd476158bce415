"""Every address of the product, and whose pages it leads to."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/password/", include("tickets.admin.settings.password_reset")),
    path("admin/", admin.site.urls),
    path("api/v1/channels/", include("tickets.channels.urls")),
    path("api/v1/metrics/", include("metrics.api_urls")),
    path("api/v1/", include("tickets.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    # The split view keeps its script in a file of its own, as the content policy demands.
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("mail/", include("tickets.channels.email.urls")),
    path("r/", include("tickets.portal.urls")),
    path("reports/", include("metrics.urls")),
    path("board/", include("metrics.board_urls")),
    path("widget/", include("tickets.channels.chat.urls")),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.prometheus, name="prometheus"),
]
