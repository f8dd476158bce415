"""The list of tickets, its saved views, and the address of each verb."""
