"""Files that strangers sent, as answers: whatever a file says that it is, it never becomes a page of ours."""

from django.http import FileResponse, Http404


def download(stored, name, picture=""):
    """A stored file under its shown name, in pieces.

    It is saved and never shown, unless `picture` is the type that we read off its own first bytes. Error: Http404 for one
    that is not in the storage.
    """
    try:
        content = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not picture,
        filename=name,  # Django writes it by RFC 5987
        content_type=picture or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
