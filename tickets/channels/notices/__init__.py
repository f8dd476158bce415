"""What people are told away from the desk leaves by mail, or by a call of their webhook."""
