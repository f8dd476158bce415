"""A customer's page: identities, journey, and who may be the same person."""
