"""The models to measure with: random weights in the shape of Qwen2.5-0.5B, and the bundled judge."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import gguf
import llama_cpp

import touchstone
from tests.gguf_metadata import Entry, read_metadata
from tests.tiny_gguf import Shape, build

BUNDLED = Path(touchstone.__file__).parent / "bundled" / "demo-judge.gguf"
HALF_BILLION = Shape(n_embd=896, n_layer=24, n_head=14, n_head_kv=2, n_ff=4864, n_ctx=8192, tied=True)
TENTH_BILLION = replace(HALF_BILLION, n_layer=6)
CACHE = Path(".cache/bench")
VOCABULARY, SMALL_VOCABULARY = 151_936, 32_000


def _filler() -> Iterator[str]:
    """Words that no text is split into, to make a vocabulary as large as real ones are."""
    number = 0
    while True:
        yield f"zq{number:x}zq"
        number += 1


def _vocabulary(size: int) -> dict[str, Entry]:
    """The bundled judge's vocabulary and template, filled up to `size` tokens."""
    metadata = read_metadata(BUNDLED)
    tokens, kinds = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]
    extra = [word for word, _ in zip(_filler(), range(size - len(tokens.value)), strict=False)]
    normal = [int(gguf.TokenType.NORMAL)] * len(extra)
    return metadata | {
        "tokenizer.ggml.tokens": tokens._replace(value=[*tokens.value, *extra]),
        "tokenizer.ggml.token_type": kinds._replace(value=[*kinds.value, *normal]),
    }


def random_model(folder: Path, kind: str, *, small: bool) -> Path:
    """The random-weight model in Q8_0 or Q4_K_M, built on the first use. Small: a fifth of the layers."""
    shape, size = (TENTH_BILLION, SMALL_VOCABULARY) if small else (HALF_BILLION, VOCABULARY)
    base = folder / f"bench-{shape.n_layer}-layers-q8_0.gguf"
    if not base.exists():
        draft = base.with_suffix(".part")
        vocabulary = _vocabulary(size)
        build(
            draft,
            "qwen2",
            vocab=vocabulary,
            shape=shape,
            template=None,
            quant=gguf.GGMLQuantizationType.Q8_0,
        )
        draft.replace(base)
    if kind == "q8_0":
        return base
    return _requantised(base, base.with_name(base.name.replace("q8_0", kind)))


def _requantised(source: Path, target: Path) -> Path:
    if not target.exists():
        parameters = llama_cpp.llama_model_quantize_default_params()
        parameters.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M
        parameters.allow_requantize = True
        draft = target.with_suffix(".part")
        if llama_cpp.llama_model_quantize(str(source).encode(), str(draft).encode(), parameters) != 0:
            raise RuntimeError(f"llama.cpp could not quantise {source}")
        draft.replace(target)
    return target
