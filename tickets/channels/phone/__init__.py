"""Telephone: a line's provider tells by webhooks what happens to a call; Twilio also asks where to put it."""
