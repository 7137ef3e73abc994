"""What makes the server start by itself when its person logs in: one plan for each system.

A plan is what would be written and run; `carry_out` does it. Nothing here needs more rights than
the person's own, and no plan touches anything of another user.
"""
