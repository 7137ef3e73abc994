"""`camveil doctor`."""

import json
import os
from pathlib import Path
from typing import Final

import click

from camveil.cli import examples
from camveil.cli.parameters import config_parameter
from camveil.config import Configuration
from camveil.doctor.checkup import CHECKS, examine
from camveil.doctor.finding import Finding, State
from camveil.doctor.patient import Patient
from camveil.errors import CamveilError
from camveil.pairing import read_token, token_file
from camveil.settings import Settings

COLOURS: Final = {State.FINE: "green", State.NOTE: "yellow", State.BROKEN: "red"}


@examples(
    "camveil doctor                     look at everything; a few seconds",
    "camveil doctor server extension    look at these only",
    "camveil doctor --json              for programs",
)
@click.command()
@click.argument("checks", nargs=-1, type=click.Choice(list(CHECKS)), metavar="[CHECK]...")
@config_parameter
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def doctor(checks: tuple[str, ...], config: Path | None, as_json: bool) -> None:
    """Look for what keeps Camveil from working, and say what to do.

    It changes nothing, opens no camera and asks no other machine. The exit code is 1 if something
    is to be done.
    """
    patient = patient_of(config)
    found: list[tuple[str, Finding]] = []
    for name, finding in examine(patient, checks):
        found.append((name, finding))
        if not as_json:
            _say(name, finding)
    if as_json:
        click.echo(json.dumps(as_object(found)))
    if any(finding.state is State.BROKEN for _, finding in found):
        raise click.exceptions.Exit(1)


def patient_of(config: Path | None) -> Patient:
    """This machine, with the settings that a server would have, or the defaults."""
    configuration = Configuration(flags={}, environ=os.environ, file=config)
    try:
        settings = configuration.settings(read_token(token_file()))
    except CamveilError:  # its own check says so
        settings = Settings()
    return Patient(configuration=configuration, settings=settings, token_file=token_file())


def as_object(found: list[tuple[str, Finding]]) -> dict[str, object]:
    """For programs: whether all is well, and each finding."""
    return {
        "well": all(finding.state is not State.BROKEN for _, finding in found),
        "findings": [
            {
                "check": name,
                "state": finding.state.name.lower(),
                "words": finding.words,
                "advice": finding.advice,
                "facts": dict(finding.facts),
            }
            for name, finding in found
        ],
    }


def _say(name: str, finding: Finding) -> None:
    state = click.style(f"{finding.state.value:5}", fg=COLOURS[finding.state], bold=True)
    click.echo(f"{state}  {name:13}  {finding.words}")
    if finding.advice:
        click.echo(f"{'':22}{finding.advice}")
