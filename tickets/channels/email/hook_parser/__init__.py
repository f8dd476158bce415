"""Providers' webhooks are read in a process that may be killed: `child` runs it, `events` reads them."""
