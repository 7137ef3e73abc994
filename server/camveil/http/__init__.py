"""The server's doors: the demo page, its health, and the request that opens a session."""
