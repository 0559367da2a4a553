"""What endpoints of addons take from the server."""
