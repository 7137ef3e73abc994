"""Whether the server starts by itself, and whether that is this installation's."""

from collections.abc import Iterator

from camveil.autostart.this_system import plans_for_this_system
from camveil.doctor.finding import Finding, fine, note
from camveil.doctor.patient import Patient


def check_autostart(patient: Patient) -> Iterator[Finding]:
    """The files that `camveil install` writes."""
    for plan in plans_for_this_system(patient.environ):
        there = [path for path in plan.files if path.exists()]
        if not there:
            continue
        facts = {"manager": plan.manager, "files": [str(path) for path in there]}
        if all(path.read_bytes() == plan.files[path] for path in there):
            yield fine(f"The server starts at login, by {plan.manager}.", **facts)
        else:
            yield note(
                f"What starts the server at login is of another installation ({there[0]}).",
                "Run `camveil install` with the one that you want.",
                **facts,
            )
        return
    yield note("The server does not start by itself.", "Run `camveil install`.", files=[])
