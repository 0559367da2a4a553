"""Libraries of the server."""
