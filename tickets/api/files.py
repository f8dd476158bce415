"""Files that come with a message, as the actions take them."""

from tickets.actions.inbound import InboundFile

MAX_FILES = 10


def inbound_files(files):
    """Uploaded files with their bytes. What the sender called them is cleaned where they are stored."""
    return tuple(InboundFile(file.name or "", file.content_type or "", file.read()) for file in files)
