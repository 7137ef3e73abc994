"""Who has the port, and whether it is a server that fits."""

from collections.abc import Iterator

from camveil.doctor.finding import Finding, broken, fine, note
from camveil.doctor.patient import Patient
from camveil.errors import AddressUnavailable, PortInUse
from camveil.installation import release
from camveil.protocol import DEFAULT_PORT, PROTOCOL_VERSION
from camveil.who_answers import Camveil, Stranger, who_answers


def check_server(patient: Patient) -> Iterator[Finding]:
    """Who answers at the server's address."""
    settings = patient.settings
    at = f"{settings.host}:{settings.port}"
    answer = who_answers(settings)
    if isinstance(answer, Stranger):
        yield broken(
            f"Another program has {at}: {answer.why}.",
            "Stop that program, or choose another port: `camveil config explain port`, and the "
            "same in the options of Camveil's extension.",
            port=settings.port,
        )
        return
    if isinstance(answer, Camveil):
        yield _of(answer, at)
    else:
        yield _of_nobody(patient)
    if settings.port != DEFAULT_PORT:
        yield note(
            f"The port is {settings.port}, and the extension looks at {DEFAULT_PORT}.",
            f"In the options of Camveil's extension, set {settings.address(settings.port)} .",
        )


def _of(answer: Camveil, at: str) -> Finding:
    theirs = answer.health.get("protocol_version")
    version = answer.health.get("version")
    facts = {
        "version": version,
        "protocol_version": theirs,
        "sessions": answer.health.get("sessions"),
    }
    if theirs != PROTOCOL_VERSION:
        return broken(
            f"The server at {at} is Camveil {version} and speaks protocol {theirs}; this is "
            f"{release()} and speaks {PROTOCOL_VERSION}.",
            "Stop it and start this one: `camveil install` does both.",
            **facts,
        )
    if version != release():
        return note(
            f"The server at {at} is Camveil {version}; this is {release()}.",
            "Stop it and start this one: `camveil install` does both.",
            **facts,
        )
    words = f"Camveil {version} runs at {at} with the model {answer.health.get('model')}."
    return fine(words, **facts)


def _of_nobody(patient: Patient) -> Finding:
    from camveil.http.server import listen

    settings = patient.settings
    try:
        listen(settings.host, settings.port).close()
    except (PortInUse, AddressUnavailable) as exc:
        return broken(str(exc), "Choose an address and a port that are free.")
    except OSError as exc:
        return broken(
            f"Nothing can listen on {settings.host}:{settings.port}: {exc.strerror}.",
            "Choose another port: `camveil config explain port`.",
        )
    return broken(
        "No server runs.",
        "Run `camveil install`, which starts it now and at each login, or `camveil serve`.",
        port=settings.port,
    )
