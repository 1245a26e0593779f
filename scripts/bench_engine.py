"""Measures the engine against its peers on this machine, in one run, so that only the ratios matter.

    python scripts/bench_engine.py [--layers 12] [--prompts 3] [--responses 4] [--criteria 6]

It builds a random-weight Q8_0 model of a realistic shape in .cache/, asks every criterion of every response, and
prints verdicts per second of the engine, of `llama_cpp.Llama` with its own prefix cache (one prompt after the
other), and the plain prefill rate. Then it writes rubric-like texts, one by one and side by side.
"""

import argparse
import random
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.tiny_gguf import WORDS, Shape, build  # noqa: E402
from touchstone.domain.engine import Label, Request, Writing  # noqa: E402
from touchstone.engine import EngineSettings, LlamaEngine  # noqa: E402
from touchstone.engine.llama import api  # noqa: E402
from touchstone.engine.prompts import Prompt  # noqa: E402

LABELS = (Label("met", ("Yes",)), Label("not met", ("No",)))
STOP = threading.Event()


def model(layers: int) -> Path:
    """The model, built on the first run."""
    path = ROOT / ".cache" / f"bench-{layers}.gguf"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        shape = Shape(n_embd=896, n_layer=layers, n_head=14, n_head_kv=2, n_ff=4864, n_ctx=8192)
        build(path, "qwen2", shape=shape, quant=gguf.GGMLQuantizationType.Q8_0)
    return path


def questions(prompts: int, responses: int, criteria: int) -> list[list[Request]]:
    """Units of questions in the order that judging asks them: one unit for each prompt."""
    chance = random.Random(0)

    def text(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words))

    instructions, asked = text(120), [text(25) for _ in range(criteria)]
    return [
        [
            Request((instructions, "\n", prompt, "\n", response, "\n", criterion), LABELS)
            for response in [text(350) for _ in range(responses)]
            for criterion in asked
        ]
        for prompt in [text(150) for _ in range(prompts)]
    ]


def tokens_of(engine: LlamaEngine, units: Sequence[Sequence[Request]]) -> list[list[int]]:
    """Every prompt in token ids."""
    prompts = [engine._prompter.prompt(request) for unit in units for request in unit]
    return [prompt.tokens.tolist() for prompt in prompts if isinstance(prompt, Prompt)]


def measure_prefill(engine: LlamaEngine) -> tuple[float, float]:
    """Tokens per second, and per second of CPU time, of plain decodes up to 2,048 tokens of context."""
    context = engine._context
    size = min(512, context.n_batch)
    began, busy = time.monotonic(), time.process_time()
    for start in range(0, 2048, size):
        tokens = np.arange(start, start + size, dtype=np.int32)
        none = np.zeros(size, np.int8)
        context.decode(tokens % engine.info.n_vocab, tokens, np.zeros(size, np.int32), none)
    rates = 2048 / (time.monotonic() - began), 2048 / (time.process_time() - busy)
    context.clear()
    return rates


def measure_llama(path: Path, prompts: Sequence[Sequence[int]], threads: int) -> tuple[float, float]:
    """Verdicts per second, and per second of CPU time, of llama_cpp.Llama.

    It keeps the prefix that the last prompt shares with the next.
    """
    llama = api.Llama(
        str(path), n_ctx=8192, n_batch=512, n_threads=threads, n_threads_batch=threads, verbose=False
    )
    began, busy = time.monotonic(), time.process_time()
    for prompt in prompts:
        next(llama.generate(prompt, temp=0.0))
    rates = len(prompts) / (time.monotonic() - began), len(prompts) / (time.process_time() - busy)
    llama.close()
    return rates


def measure_writing(engine: LlamaEngine, side_by_side: int) -> float:
    """Tokens per second written, so many texts at once."""
    writing = Writing("root ::= [a-zA-Z ]{400}", 48, temperature=1.0)
    tasks = [Request((f"{WORDS[number]} " * 60,), (), writing) for number in range(side_by_side)]
    began = time.monotonic()
    (unit,) = engine.run([tasks], STOP)
    return unit.counters.tokens_generated / (time.monotonic() - began)


def main() -> None:
    """Runs the measurements and prints them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("layers", 12), ("prompts", 3), ("responses", 4), ("criteria", 6)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    path = model(options.layers)
    engine = LlamaEngine(EngineSettings(path, "bench", n_ctx=8192))
    units = questions(options.prompts, options.responses, options.criteria)
    prompts = tokens_of(engine, units)
    before = measure_prefill(engine)
    began, busy = time.monotonic(), time.process_time()
    cost = [unit.counters for unit in engine.run(units, STOP)]
    seconds, busy = time.monotonic() - began, time.process_time() - busy
    prefill, prefill_busy = np.add(before, measure_prefill(engine)) / 2
    computed = sum(counters.tokens_computed for counters in cost)
    total = sum(counters.tokens_total for counters in cost)
    distinct = sum(counters.tokens_distinct for counters in cost)
    print(f"{engine.info.description}, {engine.info.parameters / 1e6:.0f}M parameters")
    print(f"{len(prompts)} verdicts, tokens: {total} total, {distinct} distinct, {computed} computed")
    print(f"plain prefill   {prefill:7.1f} tokens/s")
    rate = len(prompts) / seconds
    print(f"engine          {computed / seconds:7.1f} tokens/s, {rate:.2f} verdicts/s")
    print(
        f"engine/prefill  {computed / seconds / prefill:7.2f} ({computed / busy / prefill_busy:.2f} by CPU time)"
    )
    threads = engine._sizes.threads
    one, many = measure_writing(engine, 1), measure_writing(engine, 16)
    print(
        f"writing         {one:7.1f} tokens/s alone, {many:.1f} with 16 side by side ({many / one:.1f} times)"
    )
    engine.close()
    peer, peer_busy = measure_llama(path, prompts, threads)
    times = f"{rate / peer:.2f} times that ({len(prompts) / busy / peer_busy:.2f} by CPU time)"
    print(f"llama_cpp.Llama {peer:7.2f} verdicts/s; engine {times}")


if __name__ == "__main__":
    main()
