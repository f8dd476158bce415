"""What all pages of the desk are made of."""
