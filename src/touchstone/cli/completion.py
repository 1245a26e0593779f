"""`touchstone completion`: the script that makes a shell complete commands and options."""

import click
from click.shell_completion import get_completion_class

from touchstone.cli.common import Command, say
from touchstone.errors import InputError

EXAMPLE = """touchstone completion bash >> ~/.bashrc
touchstone completion zsh >> ~/.zshrc
touchstone completion fish > ~/.config/fish/completions/touchstone.fish"""


@click.command(cls=Command, example=EXAMPLE)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    script = get_completion_class(shell)
    if script is None:
        raise InputError(f"there is no completion for {shell}", "use bash, zsh or fish")
    say(script(ctx.find_root().command, {}, "touchstone", "_TOUCHSTONE_COMPLETE").source())
