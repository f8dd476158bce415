"""Email: `views` takes raw mails, `reader` has them parsed in a process that can be killed, `arriving` hands them to
the desk, `showing` shows them whole and as they were sent, `sending` sends ours. `parse` and what it is made of know neither Django nor the desk.
"""
