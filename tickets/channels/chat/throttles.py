"""How often strangers may open chats and look into them. What they write is limited as everywhere: per address and target."""

from config.throttling import Counter, counted_address


class OpensPerAddress(Counter):
    """New chats of one address; a family or an office shares one."""

    scope, rate = "chats-of-address", "20/min"

    def ident(self, request, view):
        """The address."""
        return counted_address(request)


class OpensPerWidget(Counter):
    """New chats of one widget, from wherever they come."""

    scope, rate = "chats-of-widget", "600/min"

    def ident(self, request, view):
        """The widget."""
        return view.kwargs["widget"]


class LooksPerChat(Counter):
    """A widget looks once a second; two tabs of one visitor look twice."""

    scope, rate = "looks-at-chat", "300/min"

    def ident(self, request, view):
        """The session."""
        return view.kwargs["session"]


class LooksPerAddress(Counter):
    """Everybody behind one address."""

    scope, rate = "looks-of-address", "6000/min"

    def ident(self, request, view):
        """The address."""
        return counted_address(request)
