"""`touchstone models`: the catalogue on the command line."""

from itertools import groupby
from typing import Any

import click

from touchstone.catalogue import (
    MACHINES,
    Standing,
    adapter_words,
    files_of,
    is_present,
    load_catalogue,
    standing,
    standings,
)
from touchstone.catalogue import pull as download
from touchstone.catalogue import verify as rehash
from touchstone.cli.bytes_progress import bytes_progress
from touchstone.cli.common import Command, Group, common_options, print_json, say, table
from touchstone.domain.model import ModelEntry
from touchstone.domain.words import size
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.offline import network_allowed
from touchstone.paths import Home

_LAZY = {
    "add": (
        "touchstone.cli.models_add:add",
        "Add a model of your own, or a LoRA over a model, to your catalogue.",
    ),
    "check": (
        "touchstone.cli.models_check:check",
        "Ask a model obvious questions: accuracy, label mass, speed.",
    ),
}


@click.group(cls=Group, lazy=_LAZY)
def models() -> None:
    """The catalogue: list, show, check, verify, pull and add models."""


def _places(model: Standing) -> dict[str, Any]:
    """What is known of a model on this machine, beside its entry's own fields."""
    return {
        "present": model.present,
        "location": str(model.path),
        "default_for": list(model.default_for),
        "own": model.own,
    }


@models.command("list", cls=Command, example="touchstone models list")
@common_options
def list_(home: Home, as_json: bool) -> None:
    """List the models by the machine they are meant for; those that are here are marked."""
    catalogue = load_catalogue(home)
    known = list(standings(catalogue, home))
    if as_json:
        shown = [model.entry.model_dump(mode="json") | _places(model) for model in known]
        print_json({"models": shown, "defaults": dict(catalogue.defaults), "home": str(home.root)})
        return
    for machine, group in groupby(known, key=lambda model: model.machine):
        say(f"{'For any machine' if machine == MACHINES[None] else machine[0].upper() + machine[1:]}\n")
        rows = [_row(model) for model in group]
        heads = ("", "name", "role", "size", "licence", "adapter", "default for")
        say(table(heads, rows, right=(3,)) + "\n")
    say(
        "* is here. Another one: touchstone models pull NAME. One of your own: touchstone models add NAME PATH."
    )
    say(f"Defaults are chosen in {home.catalogue}, under [defaults].")


def _row(model: Standing) -> tuple[object, ...]:
    return (
        "*" if model.present else "",
        model.entry.name,
        model.entry.role,
        size(model.size) if model.size else None,
        model.entry.licence,
        adapter_words(model.entry),
        ", ".join(model.default_for),
    )


@models.command(cls=Command, example="touchstone models show qwen3.5-4b")
@click.argument("name")
@common_options
def show(home: Home, as_json: bool, name: str) -> None:
    """Show all that the catalogue says of a model, where its file is, and what its LoRA was made for."""
    catalogue = load_catalogue(home)
    entry = catalogue.get(name)
    fields = entry.model_dump(mode="json") | _places(standing(entry, catalogue, home))
    if entry.has_adapter and is_present(entry, home):
        from touchstone.runner.models.adapters import adapter_fields  # loads llama.cpp

        fields |= adapter_fields(home, entry)
    if as_json:
        print_json(fields)
        return
    fields["format"] = entry.format_name
    rows = [(key, _plain(value)) for key, value in fields.items() if value not in (None, "", [], {})]
    say(table(("field", "value"), rows))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return repr(value)[1:-1] if isinstance(value, str) else str(value)


@models.command(cls=Command, example="touchstone models pull qwen3.5-4b")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@common_options
def pull(home: Home, as_json: bool, names: tuple[str, ...]) -> None:
    """Download models from the hub. The only command that uses the network.

    An interrupted download goes on where it stopped. The SHA-256 is checked against the hub's and recorded. Of a
    model with a LoRA both are fetched, where they come from the hub.
    """
    catalogue = load_catalogue(home)
    results = []
    for entry in [file for name in names for file in _to_fetch(catalogue.get(name))]:
        try:
            with bytes_progress(entry.name) as progress, network_allowed():
                pulled = download(entry, home, progress)
        except KeyboardInterrupt:
            message = f"the download of {entry.name} was interrupted; what was fetched is kept"
            raise Interrupted(message, f"Go on with: touchstone models pull {entry.name}") from None
        results.append(
            {
                "name": entry.name,
                "path": str(pulled.path),
                "sha256": pulled.sha256,
                "size": pulled.size,
                "downloaded": pulled.downloaded,
            }
        )
        if not as_json:
            what = f"{size(pulled.downloaded)} downloaded" if pulled.downloaded else "was here already"
            say(f"{entry.name}: {what}, SHA-256 checked: {pulled.sha256}\n{pulled.path}")
    if as_json:
        print_json({"models": results})


def _to_fetch(entry: ModelEntry) -> list[ModelEntry]:
    """The entry's files that the hub has; the entry itself where there are none, for the error."""
    return [file for file in files_of(entry) if file.repo] or [entry]


@models.command(cls=Command, example="touchstone models verify qwen3.5-4b")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@common_options
def verify(home: Home, as_json: bool, names: tuple[str, ...]) -> None:
    """Hash model files again, and their LoRAs', and compare; all that are here, if none is named.

    The exit code is 1 if one differs.
    """
    catalogue = load_catalogue(home)
    if names:
        entries = [catalogue.get(name) for name in names]
    else:
        entries = [entry for entry in catalogue.entries.values() if is_present(entry, home)]
    results = []
    for file in [file for entry in entries for file in files_of(entry)]:
        with bytes_progress(file.name) as progress:
            results.append(rehash(file, home, progress))
    if as_json:
        keys = ("name", "sha256", "expected", "source", "ok")
        shown = [{key: getattr(each, key) for key in keys} | {"path": str(each.path)} for each in results]
        print_json({"models": shown})
    else:
        words = {True: "is as expected", False: "DIFFERS", None: "nothing to compare with"}
        rows = [(each.name, each.path.name, words[each.ok], each.source, each.sha256) for each in results]
        say(table(("name", "file", "", "compared with", "SHA-256 now"), rows))
    wrong = [each for each in results if each.ok is False]
    if wrong and not as_json:
        remedy = "delete it, then pull or copy it again"
        raise TouchstoneError(f"{len(wrong)} of {len(results)} files differ: {wrong[0].path}", remedy)
    if wrong:
        raise click.exceptions.Exit(1)
