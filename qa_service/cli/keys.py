"""`qa-service keys`: makes, lists and revokes API keys, effective at once in a running service."""

from dataclasses import asdict

import click

from qa_service.cli.options import json_option, print_json, printable, settings_options
from qa_service.records.api_keys import SCOPES, Key, Scope, keys_in, make_key, revoke_keys
from qa_service.settings import Settings

_LONGEST_NAME_CHARS = 100


@click.group()
def keys() -> None:
    """Make, list and revoke API keys.

    The scopes of a key say what it allows: ask (questions and documents), feedback (votes), operate (the maintainer's
    pages and the metrics).
    """


@keys.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="May be repeated.")
@click.option("--days", type=click.IntRange(1, 36_500), help="After so many it opens nothing.")
@json_option
@settings_options("corpus", "index", "log_level")
def make(settings: Settings, name: str, scopes: tuple[Scope, ...], days: int | None, as_json: bool) -> int:
    """Make a key for NAME, its owner, and print it: it can't be shown again."""
    if not name.strip() or len(name) > _LONGEST_NAME_CHARS or printable(name) != name:
        raise click.BadParameter(f"must be one line of at most {_LONGEST_NAME_CHARS} characters", param_hint="NAME")
    key, secret = make_key(settings.data, name, scopes, days=days)
    if as_json:
        print_json({**_shown(key), "key": secret})
        return 0
    click.echo(secret)
    until = f" until {key.ends}" if key.ends else ""
    click.echo(
        f"Key {key.id} of {key.name} ({', '.join(key.scopes)}){until}. Keep it: only its digest is stored.", err=True
    )
    return 0


@keys.command("list")
@json_option
@settings_options("corpus", "index", "log_level")
def list_keys(settings: Settings, as_json: bool) -> int:
    """List the keys, oldest first."""
    found = keys_in(settings.data)
    if as_json:
        print_json({"keys": [_shown(key) for key in found]})
        return 0
    for key in found:
        until = f" (until {printable(key.ends)})" if key.ends else ""
        click.echo(f"{printable(key.id)} {printable(key.made)} {','.join(key.scopes)} {printable(key.name)}{until}")
    if not found:
        click.echo("There are no keys: make one with qa-service keys make NAME --scope ask.", err=True)
    return 0


@keys.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@json_option
@settings_options("corpus", "index", "log_level")
def revoke(settings: Settings, ids: tuple[str, ...], as_json: bool) -> int:
    """Revoke keys by their ids; if one is unknown none is revoked."""
    unknown = revoke_keys(settings.data, ids)
    if unknown:
        raise click.ClickException(f"no key has the id {printable(', '.join(unknown))}; qa-service keys list shows all")
    if as_json:
        print_json({"revoked": list(ids)})
    else:
        click.echo(f"Revoked: {', '.join(ids)}", err=True)
    return 0


def _shown(key: Key) -> dict[str, object]:
    return {name: value for name, value in asdict(key).items() if name != "sha256"}
