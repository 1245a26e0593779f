"""The files behind an entry: its model's, and those of the LoRA that is laid over it."""

from pathlib import Path, PurePosixPath

from touchstone.catalogue.files import locate, place_of
from touchstone.domain.model import PEFT_CONFIG, PEFT_WEIGHTS, ModelEntry
from touchstone.paths import Home


def adapter_files(entry: ModelEntry) -> tuple[ModelEntry, ...]:
    """The files of the entry's LoRA, each as an entry of the same name that is pulled, found and verified like any.

    One in GGUF form is one file. As PEFT saves it there are two: the matrices, then the config that explains them.
    """
    if entry.adapter_repo:
        assert entry.adapter_file is not None
        files = [entry.adapter_file]
        if not entry.adapter_file.endswith(".gguf"):
            files.append(PurePosixPath(entry.adapter_file).with_name(PEFT_CONFIG).as_posix())
        sources = [
            {"repo": entry.adapter_repo, "file": file, "revision": entry.adapter_revision} for file in files
        ]
    elif entry.adapter:
        path = Path(entry.adapter)
        paths = [path / PEFT_WEIGHTS, path / PEFT_CONFIG] if path.suffix.lower() != ".gguf" else [path]
        sources = [{"path": str(each)} for each in paths]
    else:
        return ()
    hashes = [entry.adapter_sha256, None]
    return tuple(
        ModelEntry.model_validate({"name": entry.name, "sha256": sha256, **source})
        for source, sha256 in zip(sources, hashes, strict=False)
    )


def files_of(entry: ModelEntry) -> tuple[ModelEntry, ...]:
    """The entry itself, for its model's file, and those of its LoRA."""
    return entry, *adapter_files(entry)


def adapter_words(entry: ModelEntry) -> str:
    """Whether a LoRA is laid over the model, in a word: "LoRA", "LoRA x 0.5", or ""."""
    scale = f" x {entry.adapter_scale:g}" if entry.adapter_scale != 1.0 else ""
    return f"LoRA{scale}" if entry.has_adapter else ""


def is_present(entry: ModelEntry, home: Home) -> bool:
    """Whether all files of the entry are there."""
    return all(place_of(each, home).is_file() for each in files_of(entry))


def locate_adapter(entry: ModelEntry, home: Home) -> Path | None:
    """The entry's LoRA: a file in GGUF form, or PEFT's matrices. InputError with the remedy when it is not there."""
    found = [locate(each, home) for each in adapter_files(entry)]
    return found[0] if found else None
