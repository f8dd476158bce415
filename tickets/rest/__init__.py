"""What the API, the channels and the figures share over HTTP: reading bodies, telling errors, and both in the schema."""
