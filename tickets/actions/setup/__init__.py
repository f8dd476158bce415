"""What administrators set: hours, targets, mailboxes, telephone lines, widgets, people, keys."""
