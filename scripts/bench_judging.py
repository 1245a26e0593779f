"""Measures Touchstone against its peers on this machine, all in one run, so that ratios mean something.

    python -m scripts.bench_judging [--quick] [--models q8_0 q4_k_m bundled] [--work a b c d1 d2 e f] [--json]

Peers: `llama_cpp.Llama`, one request at a time, and llama-server of the same llama.cpp (built on the first run) with
one slot and with four, each in every order of the text that it could use. The limit is what llama-bench prefills
the same distinct tokens in. `--quick`: a small model, small workloads, one round; under five minutes.
"""

import argparse
import contextlib
import json
import sys
import tempfile
from pathlib import Path

from scripts.bench import native, ours
from scripts.bench.asks import Asker
from scripts.bench.contest import Machine, Result, contest
from scripts.bench.models import BUNDLED, CACHE, random_model
from scripts.bench.table import table
from scripts.bench.workloads import Text, Workload, judging, real, writing
from touchstone.engine import EngineSettings, probe
from touchstone.engine.llama import open_vocab
from touchstone.engine.memory import plan

MODELS, WORK = ("q8_0", "q4_k_m", "bundled"), ("a", "b", "c", "d1", "d2", "e", "f")


def workloads(folder: Path, asker: Asker, options: argparse.Namespace) -> list[Workload]:
    """The chosen workloads, their data written to the folder."""
    folder.mkdir()
    text = Text(asker.count)
    every = [*judging(folder, text, quick=options.quick), *writing(folder, text, quick=options.quick)]
    if options.data:
        every += real(options.data, quick=options.quick)
    return sorted((work for work in every if work.name in options.work), key=lambda work: work.name)


def measure(kind: str, folder: Path, binaries: Path | None, options: argparse.Namespace) -> list[Result]:
    """All workloads with one model."""
    model = BUNDLED if kind == "bundled" else random_model(options.cache, kind, small=options.quick)
    settings = EngineSettings(model, "bench")
    with contextlib.closing(open_vocab(model)) as vocab:
        asker = Asker(settings, vocab)
        works = workloads(folder / f"{kind}-data", asker, options)
        extra = probe.extra_buffers_work(model, None)
        home = folder / kind
        ours.prepare(model, home)
        machine = Machine(model, home, plan(settings, vocab).threads, extra, binaries)
        rounds = 1 if options.quick else options.rounds
        peer_rounds = rounds if options.peer_rounds is None else options.peer_rounds
        print(f"{kind}: {machine.threads} threads, extra buffers {'on' if extra else 'off'}", file=sys.stderr)
        return [contest(machine, asker, work, rounds, peer_rounds=peer_rounds) for work in works]


def main() -> None:
    """Measures, and prints the tables or one JSON value."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="under five minutes; says little")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=None)
    parser.add_argument("--work", nargs="+", choices=WORK, default=list(WORK), help="the workloads")
    parser.add_argument("--rounds", type=int, default=3, help="medians of so many rounds")
    parser.add_argument("--peer-rounds", type=int, default=None, help="fewer for the peers, or none (0)")
    parser.add_argument("--data", type=Path, default=None, help="folder with pointwise/ and pairwise/, for d")
    parser.add_argument("--no-server", action="store_true", help="without llama-server and llama-bench")
    parser.add_argument("--cache", type=Path, default=CACHE, help="models and llama.cpp's tools")
    parser.add_argument("--json", action="store_true", help="one JSON value on stdout")
    options = parser.parse_args()
    kinds = options.models or (["q8_0"] if options.quick else list(MODELS))
    options.cache.mkdir(parents=True, exist_ok=True)
    try:
        binaries = None if options.no_server else native.build(options.cache).absolute()
    except RuntimeError as error:
        sys.exit(f"error: {error}")
    with tempfile.TemporaryDirectory() as folder:
        results = {kind: measure(kind, Path(folder), binaries, options) for kind in kinds}
    found = {kind: {each.work.name: each.as_dict() for each in some} for kind, some in results.items()}
    if options.json:
        print(json.dumps({"workloads": found.pop(kinds[0]), "other_models": found}, indent=1))
    else:
        for kind, works in found.items():
            print(f"\n{kind}\n{table(works)}")


if __name__ == "__main__":
    main()
