"""`touchstone models add`: a model of one's own, or a LoRA laid over a model, in the user's own catalogue."""

from pathlib import Path
from typing import Any

import click

from touchstone.catalogue import AddedAdapter, add_file, add_over, add_repo, load_catalogue
from touchstone.cli.bytes_progress import bytes_progress
from touchstone.cli.common import Command, common_options, print_json, say
from touchstone.domain.model import ModelEntry, Role
from touchstone.errors import InputError
from touchstone.paths import Home


@click.command(
    cls=Command,
    example="touchstone models add my-judge ~/models/judge.gguf --role judge\n"
    "touchstone models add qwen3-8b unsloth/Qwen3-8B-GGUF Qwen3-8B-Q4_K_M.gguf\n"
    "touchstone models add tuned qwen3-14b --adapter ./rubric-gen-v1 --role generator",
)
@click.argument("name")
@click.argument("source", metavar="PATH|REPO|MODEL")
@click.argument("file", required=False)
@click.option(
    "--role",
    type=click.Choice(["generator", "judge", "base", "any"]),
    help="What it is for (default: any; of a MODEL with an adapter: the model's role).",
)
@click.option("--revision", help="A commit, tag or branch of the repository.")
@click.option(
    "--adapter",
    metavar="PATH|REPO",
    help="A LoRA over the weights: a GGUF file, a folder that PEFT saved, or a hub repository.",
)
@click.option("--adapter-file", help="Of a hub repository: a .gguf file, or adapter_model.safetensors.")
@click.option("--adapter-revision", help="A commit, tag or branch of the adapter's repository.")
@click.option("--adapter-scale", type=float, default=1.0, show_default=True, help="How much of the LoRA.")
@click.option("--any-base", is_flag=True, help="Use it even if it was made for another model file.")
@click.option("--refined-from", metavar="NAME", help="The generator that this one was refined from.")
@common_options
def add(
    home: Home,
    as_json: bool,
    name: str,
    source: str,
    file: str | None,
    role: Role | None,
    revision: str | None,
    **adapter_options: Any,
) -> None:
    """Add a model to your own catalogue: a file (PATH), or a file of a hub repository (REPO FILE).

    With --adapter also a MODEL of the catalogue, asked as it is, with a LoRA over its weights.
    """
    adapter = _adapter(**adapter_options)
    if file is not None:
        entry = add_repo(home, name, source, file, role or "any", revision, adapter)
    elif revision is not None:
        raise InputError("--revision is for a repository on the hub", "give REPO and FILE")
    else:
        entry = _add_here(home, name, source, role, adapter)
    if as_json:
        print_json(entry.model_dump(mode="json"))
        return
    then = f"touchstone models {'pull' if entry.repo or entry.adapter_repo else 'check'} {entry.name}"
    say(f"{entry.name} was added to {home.catalogue}. Next: {then}")


def _adapter(
    *,
    adapter: str | None,
    adapter_file: str | None,
    adapter_revision: str | None,
    adapter_scale: float,
    any_base: bool,
    refined_from: str | None,
) -> AddedAdapter | None:
    """The LoRA that is asked for. InputError: options that make no sense without it."""
    if adapter is not None:
        if adapter_revision is not None and adapter_file is None:
            raise InputError(
                "--adapter-revision is for a repository on the hub", "give --adapter REPO and --adapter-file"
            )
        return AddedAdapter(adapter, adapter_file, adapter_revision, adapter_scale, any_base, refined_from)
    if adapter_file or adapter_revision or adapter_scale != 1.0 or any_base or refined_from:
        raise InputError(
            "these options describe an adapter, and there is none", "give --adapter PATH or REPO"
        )
    return None


def _add_here(
    home: Home, name: str, source: str, role: Role | None, adapter: AddedAdapter | None
) -> ModelEntry:
    known = load_catalogue(home).entries
    with bytes_progress(name) as progress:
        if adapter is not None and source in known:
            return add_over(home, name, known[source], adapter, role, progress)
        return add_file(home, name, Path(source), role or "any", progress, adapter)
