"""What goes wrong for people, looked for on this machine.

Each check finds that all is fine, or says what to do. It changes nothing, opens no camera and asks
no other machine.
"""
