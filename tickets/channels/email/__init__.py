"""Email: `views` takes raw mails, `mail_parser` has them parsed in a process that can be killed, `incoming` hands them to
the desk, `html_view` shows them whole and as they were sent, `sending` sends ours. `parse` and what it is made of know neither Django nor the desk.
"""
