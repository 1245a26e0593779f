"""Builds tiny random-weight GGUF models: real file form, any vocabulary, meaningless answers.

`build(path, arch, vocab=..., shape=..., seed=..., template=...)` writes one. `vocab` is "spm" or "bpe"
(small, made here), or the metadata of a GGUF whose vocabulary is copied (tests.gguf_metadata).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tests.gguf_metadata import Entry, write_metadata

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>\n{{ message['content'] }}<|end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
CONTROL = ("<s>", "</s>", "<|user|>", "<|assistant|>", "<|end|>", "<|system|>")
USER_DEFINED = ("<|channel>", "<note>")
WORDS = (
    *(
        "Yes",
        "No",
        "Unknown",
        "Skip",
        "Tie",
        "yes",
        "no",
        "A",
        "B",
        "10",
        "12",
        "20",
        "the",
        "The",
        "of",
        "and",
        "a",
    ),
    *(
        "to",
        "in",
        "is",
        "with",
        "one",
        "word",
        "meet",
        "judge",
        "state",
        "states",
        "Reason",
        "Verdict",
        "Answer",
    ),
    *("response", "prompt", "criterion", "Response", "Prompt", "Criterion", "###"),
)


@dataclass(frozen=True)
class Shape:
    """The sizes of a tiny model. `window`: of the sliding-window layers (gemma2). `tied`: no output matrix."""

    n_embd: int = 64
    n_layer: int = 2
    n_head: int = 4
    n_head_kv: int = 2
    n_ff: int = 128
    n_ctx: int = 4096
    window: int = 32
    d_state: int = 16
    tied: bool = False


def build(
    path: Path,
    arch: str = "llama",
    *,
    vocab: str | dict[str, Entry] = "spm",
    name: str = "",
    shape: Shape | None = None,
    seed: int = 0,
    template: str | None = CHAT_TEMPLATE,
    quant: gguf.GGMLQuantizationType = gguf.GGMLQuantizationType.F32,
) -> Path:
    """Writes the model and returns its path. `quant` is for the matrices.

    arch: llama, qwen2, gemma2 (sliding window), mamba (recurrent) or jamba (both).
    With a copied vocabulary `template` None keeps the vocabulary file's own template.
    """
    shape = shape or Shape()
    writer = gguf.GGUFWriter(path, arch)
    writer.add_name(name or f"tiny {arch}")
    writer.add_file_type(0 if quant == gguf.GGMLQuantizationType.F32 else 7)
    _write_shape(writer, arch, shape)
    n_vocab = (
        _copy_vocab(writer, vocab, template)
        if isinstance(vocab, dict)
        else _own_vocab(writer, vocab, template)
    )
    random = np.random.default_rng(seed)
    for name, dims, kind in _tensors(arch, shape, n_vocab):
        data = _values(random, name, dims, kind)
        if kind in ("matrix", "embedding") and quant != gguf.GGMLQuantizationType.F32:
            writer.add_tensor(name, gguf.quants.quantize(data, quant), raw_dtype=quant)
        else:
            writer.add_tensor(name, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _write_shape(writer: gguf.GGUFWriter, arch: str, shape: Shape) -> None:
    writer.add_context_length(shape.n_ctx)
    writer.add_embedding_length(shape.n_embd)
    writer.add_block_count(shape.n_layer)
    writer.add_layer_norm_rms_eps(1e-5)
    if arch in ("mamba", "jamba"):
        writer.add_ssm_conv_kernel(4)
        writer.add_ssm_inner_size(2 * shape.n_embd)
        writer.add_ssm_state_size(shape.d_state)
        writer.add_ssm_time_step_rank(_dt_rank(shape))
    if arch == "mamba":
        writer.add_feed_forward_length(0)
        writer.add_head_count(0)
        return
    writer.add_feed_forward_length(shape.n_ff)
    writer.add_head_count(shape.n_head)
    if arch == "jamba":
        writer.add_head_count_kv(
            [0 if _recurs(arch, layer) else shape.n_head_kv for layer in range(shape.n_layer)]
        )
        return
    writer.add_head_count_kv(shape.n_head_kv)
    if arch == "gemma2":
        writer.add_key_length(shape.n_embd // shape.n_head)
        writer.add_value_length(shape.n_embd // shape.n_head)
        writer.add_sliding_window(shape.window)
        writer.add_attn_logit_softcapping(50.0)
        writer.add_final_logit_softcapping(30.0)


def _recurs(arch: str, layer: int) -> bool:
    return arch == "mamba" or (arch == "jamba" and layer % 2 == 0)


def _dt_rank(shape: Shape) -> int:
    return max(1, shape.n_embd // 16)


def _tensors(arch: str, shape: Shape, n_vocab: int) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """(name, NumPy shape, kind) of every tensor. A kind says how it is filled."""
    embd, ff = shape.n_embd, shape.n_ff
    yield "token_embd.weight", (n_vocab, embd), "embedding"
    yield "output_norm.weight", (embd,), "ones"
    if arch in ("llama", "qwen2") and not shape.tied:
        yield "output.weight", (n_vocab, embd), "matrix"
    for layer in range(shape.n_layer):
        pre = f"blk.{layer}."
        yield pre + "attn_norm.weight", (embd,), "ones"
        if _recurs(arch, layer):
            yield from _mamba_layer(arch, pre, shape)
        else:
            yield from _attention(arch, pre, shape)
        if arch != "mamba":
            yield pre + "ffn_norm.weight", (embd,), "ones"
            yield pre + "ffn_gate.weight", (ff, embd), "matrix"
            yield pre + "ffn_up.weight", (ff, embd), "matrix"
            yield pre + "ffn_down.weight", (embd, ff), "matrix"


def _attention(arch: str, pre: str, shape: Shape) -> Iterator[tuple[str, tuple[int, ...], str]]:
    embd, kv = shape.n_embd, shape.n_embd // shape.n_head * shape.n_head_kv
    yield pre + "attn_q.weight", (embd, embd), "matrix"
    yield pre + "attn_k.weight", (kv, embd), "matrix"
    yield pre + "attn_v.weight", (kv, embd), "matrix"
    yield pre + "attn_output.weight", (embd, embd), "matrix"
    if arch == "qwen2":
        yield pre + "attn_q.bias", (embd,), "small"
        yield pre + "attn_k.bias", (kv,), "small"
        yield pre + "attn_v.bias", (kv,), "small"
    if arch == "gemma2":
        yield pre + "post_attention_norm.weight", (embd,), "ones"
        yield pre + "post_ffw_norm.weight", (embd,), "ones"


def _mamba_layer(arch: str, pre: str, shape: Shape) -> Iterator[tuple[str, tuple[int, ...], str]]:
    embd, inner, rank = shape.n_embd, 2 * shape.n_embd, _dt_rank(shape)
    yield pre + "ssm_in.weight", (2 * inner, embd), "matrix"
    yield pre + "ssm_conv1d.weight", (inner, 4), "conv"
    yield pre + "ssm_conv1d.bias", (inner,), "small"
    yield pre + "ssm_x.weight", (rank + 2 * shape.d_state, inner), "matrix"
    yield pre + "ssm_dt.weight", (inner, rank), "conv"
    yield pre + "ssm_dt.bias", (inner,), "small"
    yield pre + "ssm_a", (inner, shape.d_state), "decay"
    yield pre + "ssm_d", (inner,), "ones"
    yield pre + "ssm_out.weight", (embd, inner), "matrix"
    if arch == "jamba":
        yield pre + "ssm_dt_norm.weight", (rank,), "ones"
        yield pre + "ssm_b_norm.weight", (shape.d_state,), "ones"
        yield pre + "ssm_c_norm.weight", (shape.d_state,), "ones"


def _values(random: np.random.Generator, name: str, dims: tuple[int, ...], kind: str) -> np.ndarray[Any, Any]:
    if kind == "ones":
        return np.ones(dims, np.float32)
    if kind == "decay":
        return -random.uniform(0.05, 1.0, dims).astype(np.float32)
    noise = random.standard_normal(dims, np.float32)
    if kind == "embedding":
        return noise * np.float32(0.3)
    if kind == "small":
        return noise * np.float32(0.1)
    gain = 2.5 if name == "output.weight" else 1.5
    return noise * np.float32(gain / np.sqrt(dims[-1]))


def _copy_vocab(writer: gguf.GGUFWriter, source: dict[str, Entry], template: str | None) -> int:
    """Copies every tokenizer key of a GGUF file; returns the number of tokens."""
    kept = {key: entry for key, entry in source.items() if key.startswith("tokenizer.")}
    if template:
        kept.pop("tokenizer.chat_template", None)
        writer.add_chat_template(template)
    write_metadata(writer, kept)
    return len(kept["tokenizer.ggml.tokens"].value)


def _own_vocab(writer: gguf.GGUFWriter, kind: str, template: str | None) -> int:
    tokens = [("<unk>", gguf.TokenType.UNKNOWN)]
    tokens += [(text, gguf.TokenType.CONTROL) for text in CONTROL]
    tokens += [(text, gguf.TokenType.USER_DEFINED) for text in USER_DEFINED]
    ids = {text: number for number, (text, _) in enumerate(tokens)}
    if kind == "spm":
        tokens += [(f"<0x{byte:02X}>", gguf.TokenType.BYTE) for byte in range(256)]
        letters = ["▁", *(chr(code) for code in range(33, 127))]
    else:
        letters = sorted(_byte_letters())
    space = letters[0] if kind == "spm" else "Ġ"
    merges = {
        word[:end]: (word[: end - 1], word[end - 1]) for word in WORDS for end in range(2, len(word) + 1)
    }
    merges |= {space + word: (space, word) for word in WORDS}
    if kind == "spm":  # SentencePiece finds " word" by merging from its left end
        merges |= {space + text: (space, text) for text in merges if text[0] != space}
    tokens += [(text, gguf.TokenType.NORMAL) for text in (*letters, *merges)]
    writer.add_tokenizer_model("llama" if kind == "spm" else "gpt2")
    writer.add_token_list([text for text, _ in tokens])
    writer.add_token_types([int(token_type) for _, token_type in tokens])
    if kind == "spm":
        writer.add_token_scores([float(len(text)) for text, _ in tokens])
        writer.add_add_space_prefix(True)
    else:
        writer.add_tokenizer_pre("qwen2")
        writer.add_token_merges([f"{left} {right}" for left, right in merges.values()])
    writer.add_bos_token_id(ids["<s>"])
    writer.add_eos_token_id(ids["</s>"])
    writer.add_eot_token_id(ids["<|end|>"])
    writer.add_unk_token_id(ids["<unk>"])
    writer.add_add_bos_token(kind == "spm")
    if template:
        writer.add_chat_template(template)
    return len(tokens)


def _byte_letters() -> list[str]:
    """The 256 printable letters by which GPT-2's byte-level BPE spells bytes."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in plain] + [chr(0x100 + number) for number in range(256 - len(plain))]
