"""A new generator in the catalogue: its parent's entry with the adapter that was trained, and where it comes from."""

from pathlib import Path

from touchstone.catalogue import add_refined, load_catalogue
from touchstone.lora import convert_peft
from touchstone.paths import Home
from touchstone.refine.folder import Folder
from touchstone.refine.settings import Method
from touchstone.runner.models.opening import OpenModel

ADAPTER = "adapter.gguf"


def register(
    home: Home, folder: Folder, parent: OpenModel, number: int, method: Method, trained: Path
) -> str:
    """Converts the PEFT adapter in `trained` and adds the generator that it makes; gives its name.

    The adapter is bound to the parent's model file: with other weights it is refused.
    """
    base = parent.settings.path
    out = convert_peft(
        trained, trained / ADAPTER, base=base, base_sha256=parent.settings.model_hash, kind="f32"
    )
    root = load_catalogue(home).get(folder.begun().spec.generator).name
    end = "" if method == "dpo" else f"-{method}"
    told = f"Round {number} of refinement {folder.path.name}" + (" (fine-tuned on the best)" if end else "")
    return add_refined(home, f"{root}-{folder.path.name}-r{number}{end}", parent.entry, out, told).name
