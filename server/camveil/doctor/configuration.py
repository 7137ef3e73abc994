"""Whether a server would start with this configuration and this token."""

import stat
from collections.abc import Iterator
from typing import Final

from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.errors import CamveilError, TokenUnusable
from camveil.options import PREFIX
from camveil.pairing import read_token
from camveil.settings import OPTIONS

OTHER_VARIABLES: Final = {"CAMVEIL_CONFIG"}


def check_configuration(patient: Patient) -> Iterator[Finding]:
    """The file, the environment, and what they come to together."""
    path = patient.configuration.path
    choices = patient.configuration.choices()
    for problem in choices.problems:
        advice = "Mend it; `camveil config explain` says what can be chosen."
        yield broken(f"{problem}.", advice, path=str(path))
    known = {one.variable for one in OPTIONS} | OTHER_VARIABLES
    for name in sorted(patient.environ):
        if name.startswith(f"{PREFIX}_") and name not in known:
            yield note(f"Nothing knows the variable {name}.", "See `camveil config explain`.")
    if path.exists() and path.stat().st_mode & stat.S_IWOTH:
        yield note(f"Every user of this machine can change {path}.", f"Run `chmod o-w {path}`.")
    if choices.problems:
        return
    try:
        patient.configuration.settings(_token(patient))
    except CamveilError as exc:
        yield broken(str(exc), "Mend it, or start the server without it.", path=str(path))
        return
    variables = [one.variable for one in OPTIONS if one.variable in patient.environ]
    sources = [*([str(path)] if path.exists() else []), *variables]
    where = " and ".join(sources) if sources else "the defaults; there is no file"
    yield fine(f"A server would go by {where}.", path=str(path), variables=variables)


def check_pairing(patient: Patient) -> Iterator[Finding]:
    """The token, if there is one."""
    try:
        token = read_token(patient.token_file)
    except TokenUnusable as exc:
        yield broken(exc.problem, exc.advice, path=str(patient.token_file))
        return
    if token is None:
        words = "No extension needs a token, as is usual on a machine with one user."
        yield fine(words, paired=False)
    else:
        yield fine("The server obeys only extensions that have its token.", paired=True)


def _token(patient: Patient) -> str | None:
    """The token, if it can be relied on; else its own check says why not."""
    try:
        return read_token(patient.token_file)
    except TokenUnusable:
        return None
