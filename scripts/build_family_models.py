#!/usr/bin/env python3
"""Builds a tiny random-weight model of each preset family: real vocabulary and template, no real weights.

Vocabularies and templates come from the source distribution of the installed llama-cpp-python, fetched once
with pip into .cache/; tests/families/families.toml says how they are put together. The models go to
.cache/families/.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.gguf_metadata import Entry, read_metadata  # noqa: E402
from tests.tiny_gguf import Shape, build  # noqa: E402

CACHE = ROOT / ".cache"
TABLE = ROOT / "tests" / "families" / "families.toml"
SHAPE = Shape(n_embd=32, n_head=2, n_head_kv=1, n_ff=64)
CONTROL, USER_DEFINED = 3, 4
_SPARE = re.compile(r"\[PAD\d+\]|<\|reserved_special_token_\d+\|>")


@dataclass(frozen=True)
class Family:
    """One table of families.toml, which explains the fields."""

    name: str
    vocab: str
    arch: str
    template: str = ""
    own_template: str = ""
    control: tuple[str, ...] = ()
    user: tuple[str, ...] = ()
    bos: str = ""
    eos: str = ""
    pre: str = ""
    template_args: dict[str, bool | str] = field(default_factory=dict)
    answer_prefix: str = ""

    @property
    def template_text(self) -> str:
        """The chat template; empty where the vocabulary's own is kept."""
        if not self.template:
            return self.own_template
        return (parts_folder() / f"{self.template}.jinja").read_text("utf-8")


def families() -> list[Family]:
    """The families of families.toml, in its order."""
    return [Family(name, **fields) for name, fields in tomllib.loads(TABLE.read_text("utf-8")).items()]


def parts_folder() -> Path:
    """The folder of llama.cpp's vocabularies and templates, fetched where it is not there yet.

    Raises RuntimeError where pip cannot get the source distribution.
    """
    release = version("llama-cpp-python")
    folder = CACHE / f"llama.cpp-{release}"
    if (folder / "complete").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(_archive(release)) as tar:
        for member in tar:
            name = member.name.partition("/vendor/llama.cpp/models/")[2]
            if name.endswith((".gguf", ".jinja")) and (source := tar.extractfile(member)):
                (folder / Path(name).name).write_bytes(source.read())
    (folder / "complete").touch()
    return folder


def _archive(release: str) -> Path:
    store = CACHE / "sdist"
    archive = store / f"llama_cpp_python-{release}.tar.gz"
    if not archive.exists():
        wanted = ["--no-deps", "--no-binary", "llama-cpp-python", f"llama-cpp-python=={release}"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(store), *wanted]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not archive.exists():
            raise RuntimeError(f"pip cannot fetch llama-cpp-python's source: {done.stderr.strip()[-300:]}")
    return archive


def family_model(family: Family) -> Path:
    """The path of the family's tiny model, built where it is not there yet."""
    makers = (Path(__file__), TABLE, ROOT / "tests" / "tiny_gguf.py", ROOT / "tests" / "gguf_metadata.py")
    recipe = version("llama-cpp-python").encode() + b"".join(path.read_bytes() for path in makers)
    path = CACHE / "families" / f"{family.name}-{hashlib.sha256(recipe).hexdigest()[:8]}.gguf"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        vocabulary, template = _vocabulary(family), family.template_text or None
        build(unfinished, family.arch, vocab=vocabulary, name=family.name, shape=SHAPE, template=template)
        for older in path.parent.glob(f"{family.name}-????????.gguf"):
            older.unlink()
        unfinished.replace(path)
    return path


def _vocabulary(family: Family) -> dict[str, Entry]:
    """The vocabulary's metadata with the family's special tokens in it."""
    metadata = read_metadata(parts_folder() / f"ggml-vocab-{family.vocab}.gguf")
    kept = {key: entry for key, entry in metadata.items() if key.startswith("tokenizer.")}
    texts: list[str] = kept["tokenizer.ggml.tokens"].value
    types: list[int] = kept["tokenizer.ggml.token_type"].value
    spare = (token for token, text in enumerate(texts) if _SPARE.fullmatch(text))
    for kind, special in ((CONTROL, family.control), (USER_DEFINED, family.user)):
        for text in special:
            token = next(spare)
            texts[token], types[token] = text, kind
    for key, text in (("bos", family.bos), ("eos", family.eos)):
        if text:
            kept[f"tokenizer.ggml.{key}_token_id"] = Entry.of(texts.index(text))
    if family.pre:
        kept["tokenizer.ggml.pre"] = Entry.of(family.pre)
    return kept


def main() -> None:
    """Builds the named families' models, or all, and prints their paths."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("family", nargs="*", help="names of families (default: all)")
    names = parser.parse_args().family
    for family in families():
        if not names or family.name in names:
            print(family_model(family))


if __name__ == "__main__":
    main()
