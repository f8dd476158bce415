"""Calls at the desk: who is ringing, and a contact that is written down."""
