"""What is read in an answer while it is written: promises, and questions for what we know already. Plain rules, five languages."""
