"""A user's own model, in a process of its own: whatever it does, the server goes on.

The server reads the file as bytes and hands them over. Only the other process parses them.
"""
