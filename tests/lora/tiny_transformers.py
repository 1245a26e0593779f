"""Tiny random models of Transformers', and the same weights as an F32 GGUF file (for tests marked train)."""

from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tests.gguf_metadata import read_metadata, write_metadata
from tests.lora.adapters import MODULES
from tests.tiny_gguf import build

HEADS, KV_HEADS, HEAD_DIM = 4, 2, 16
"""Fewer key heads than query heads, and a head that is not width / heads."""

_NORMS = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
}


def tiny_model(family: str, vocabulary: int) -> Any:
    """A random model in evaluation mode. family: as Transformers calls it."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    config = AutoConfig.for_model(
        family,
        vocab_size=vocabulary,
        hidden_size=64 if family == "qwen2" else 48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=HEADS,
        num_key_value_heads=KV_HEADS,
        head_dim=HEAD_DIM,
        max_position_embeddings=512,
        rms_norm_eps=1e-5,
        initializer_range=0.2,
        tie_word_embeddings=False,
        bos_token_id=1,
        eos_token_id=2,
        sliding_window=None,
    )
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    for (
        name,
        parameter,
    ) in model.named_parameters():  # norms that are all ones would hide one that is not applied
        if "norm" in name:
            torch.nn.init.uniform_(parameter, 0.5, 1.5)
    return model


def vocabulary_of(folder: Path) -> dict[str, Any]:
    """The metadata of a small vocabulary."""
    found = read_metadata(build(folder / "vocabulary.gguf", vocab="bpe"))
    return {key: entry for key, entry in found.items() if key.startswith("tokenizer.")}


def write_gguf(model: Any, family: str, vocabulary: dict[str, Any], path: Path) -> Path:
    """The model as llama.cpp's converter would write it, in F32."""
    architecture = "llama" if family in ("llama", "mistral") else family
    config = model.config
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(HEAD_DIM)
    writer.add_value_length(HEAD_DIM)
    writer.add_rope_dimension_count(HEAD_DIM)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    write_metadata(writer, vocabulary)
    for name, tensor in model.state_dict().items():
        for ours, values in _tensor(name, tensor.numpy(), architecture):
            writer.add_tensor(ours, np.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensor(name: str, values: Any, architecture: str) -> list[tuple[str, Any]]:
    whole = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
        "lm_head.weight": "output.weight",
    }
    if name in whole:
        return [(whole[name], values)]
    _, _, layer, rest = name.split(".", 3)
    module, kind = rest.rsplit(".", 1)
    ours = (MODULES | _NORMS)[module]
    if architecture == "llama" and ours in ("attn_q", "attn_k"):
        values = _pairs_side_by_side(values, HEADS if ours == "attn_q" else KV_HEADS)
    return [(f"blk.{layer}.{ours}.{kind}", values)]


def _pairs_side_by_side(matrix: Any, heads: int) -> Any:
    """Rows of each head: 0, half, 1, half + 1, ... (written otherwise than in the converter that is tested)."""
    size = len(matrix) // heads
    order = [
        head * size + half * size // 2 + row
        for head in range(heads)
        for row in range(size // 2)
        for half in (0, 1)
    ]
    return matrix[order]
