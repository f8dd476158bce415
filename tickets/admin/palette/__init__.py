"""Ctrl+K: tickets, customers, views and pages by a few typed letters."""
