"""What waits to be sent: to which address, claimed, sent or failed, and tried again."""
