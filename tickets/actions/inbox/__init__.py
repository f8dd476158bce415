"""What has arrived and waits to be read: raw mails and hooks, and the mailboxes that are fetched from."""
