"""One verb for many tickets: asked for, looked at, done ticket by ticket, and undone."""
