"""`camveil demo`."""

import webbrowser

import click

from camveil.cli import examples
from camveil.cli.parameters import configuration_of_flags
from camveil.cli.serve import run
from camveil.config import Configuration
from camveil.pairing import read_token, token_file
from camveil.who_answers import Camveil, who_answers


@examples(
    "camveil demo",
    "camveil demo --browser chromium",
)
@click.command()
@click.option("--browser", metavar="NAME", help="Another browser than your usual one.")
@configuration_of_flags
def demo(configuration: Configuration, browser: str | None) -> None:
    """Open the demo page in your browser, with a server if none runs yet.

    The browser must have the extension: see `camveil extension`. The page shows your camera with
    each effect, and sends it nowhere but to the server on this machine.
    """
    chosen = _browser(browser)
    settings = configuration.settings(read_token(token_file()))
    if isinstance(who_answers(settings), Camveil):
        _open(chosen, settings.address(settings.port))
    else:
        run(configuration, then=lambda address: _open(chosen, address))


def _browser(name: str | None) -> webbrowser.BaseBrowser | None:
    try:
        return webbrowser.get(name)
    except webbrowser.Error:
        if name is None:
            return None
        raise click.ClickException(f"There is no browser of the name {name} here.") from None


def _open(browser: webbrowser.BaseBrowser | None, address: str) -> None:
    if browser is None or not browser.open(address):
        click.echo(f"No browser could be opened from here: open {address} in yours.")
    else:
        click.echo(f"Opened in your browser: {address}")
