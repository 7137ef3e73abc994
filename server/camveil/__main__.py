"""`python -m camveil`, and the entry point of the command."""

from camveil.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main(prog_name="camveil")
