"""Mails are parsed in a process that may be killed: `parent` asks, `child` parses."""
