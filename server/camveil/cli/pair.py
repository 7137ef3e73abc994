"""`camveil pair`."""

import click

from camveil.cli import examples
from camveil.pairing import forget_token, make_token, token_file


@examples(
    "camveil pair             make a token, in place of an earlier one",
    "camveil pair --forget    let anybody on this machine use the server again",
)
@click.command()
@click.option("--forget", is_flag=True, help="Remove the token instead.")
def pair(forget: bool) -> None:
    """Make the token that the extension then needs to use this server."""
    path = token_file()
    if forget:
        found = forget_token(path)
        click.echo("The pairing token is removed." if found else "There is no pairing token.")
        click.echo("A server that runs asks for none from now on.")
        return
    token = make_token(path)
    click.echo("Pairing token, shown this once:")
    click.echo(f"\n    {token}\n")
    click.echo("Paste it into the options of Camveil's extension.")
    click.echo("A server that runs asks for it from now on.")
