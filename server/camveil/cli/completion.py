"""`camveil completion`."""

import click
from click.shell_completion import get_completion_class

from camveil.cli import examples, main

SHELLS = ("bash", "zsh", "fish")


@examples(
    'eval "$(camveil completion bash)"    for this shell; in ~/.bashrc for each',
    "camveil completion fish > ~/.config/fish/completions/camveil.fish",
)
@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what makes a shell complete this command's words."""
    kind = get_completion_class(shell)
    assert kind is not None, "click knows these three"
    click.echo(kind(main, {}, "camveil", "_CAMVEIL_COMPLETE").source())
