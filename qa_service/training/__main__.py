"""`python -m qa_service.training`: learn the weights of the ranker and what stands beside it, or of the reader."""

from importlib import import_module

import click

_COMMANDS = {
    "ranker": ("qa_service.training.ranker_command", "ranker_and_confidence"),
    "reader": ("qa_service.training.reader.command", "reader"),
}


class Trainings(click.Group):
    """The commands, each loaded when it is asked for: they need different libraries. `ranker` where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with the name of a command before them."""
        is_named = bool(args) and (args[0] in _COMMANDS or args[0] in self.get_help_option_names(ctx))
        return super().parse_args(ctx, args if is_named else ["ranker", *args])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; raises ClickException where a library that it needs can't be loaded."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        try:
            command: click.Command = getattr(import_module(module), name)
        except ModuleNotFoundError as missing:
            raise click.ClickException(f"{missing.name} isn't installed: pip install -e '.[train]'.") from None
        except OSError as fault:  # LightGBM without the OpenMP library that its wheel needs
            raise click.ClickException(f"{fault} (Debian: apt-get install libgomp1).") from None
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The names alone: for more, each would have to be loaded."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, "--help tells its options") for name in _COMMANDS])


@click.command(cls=Trainings)
def main() -> None:
    """Learn weights again from labelled files; without the name of a command, those of the ranker."""


if __name__ == "__main__":
    main()
