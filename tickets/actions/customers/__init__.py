"""Who is whom: identities, two customers that are one, and who may be one."""
