"""The rows that follow from events: the ticket's own, its promises, flags and clocks. Nothing else writes them.

They are written as the difference between what was known and what is so now. What was known is told again from the log as
long as the rows were written by today's rules, so that nothing has to be read; otherwise it is read (`heal`).
"""
