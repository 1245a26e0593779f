"""Export: a trained model and its tokenizer as one GGUF file, in F32 and quantised."""

import json
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
from tokenizers import Tokenizer

from scripts.train.learning.model import ROPE_BASE
from scripts.train.learning.tokenizer import PRE_TOKENIZER
from scripts.train.learning.trees import END, PAD, SPECIALS, TEMPLATE
from scripts.train.settings import Lesson, Settings

_LAYER_NAMES = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def _permuted(weights: np.ndarray, heads: int) -> np.ndarray:
    """Rows of q or k as llama.cpp's rotary embedding wants them: pairs side by side, not in two halves."""
    rows, columns = weights.shape
    return weights.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _write_tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    words = [tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size())]
    kinds = [gguf.TokenType.CONTROL if word in SPECIALS else gguf.TokenType.NORMAL for word in words]
    merges = [" ".join(pair) for pair in _merges(tokenizer)]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list(words)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokenizer.token_to_id(END))
    writer.add_eot_token_id(tokenizer.token_to_id(END))
    writer.add_pad_token_id(tokenizer.token_to_id(PAD))
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def _merges(tokenizer: Tokenizer) -> list[list[str]]:
    merges: list[list[str]] = json.loads(tokenizer.to_str())["model"]["merges"]
    return merges


def export(
    state: dict[str, Any], tokenizer: Tokenizer, settings: Settings, lesson: Lesson, path: Path
) -> Path:
    """Writes the weights `state` (of transformers' LlamaForCausalLM, tied embeddings) as an F32 GGUF file."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(f"Touchstone demo {lesson}")
    shape = settings.shape_of(lesson)
    writer.add_license("apache-2.0")
    writer.add_context_length(settings.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_vocab_size(tokenizer.get_vocab_size())
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    _write_tokenizer(writer, tokenizer)
    arrays = {key: tensor.float().numpy() for key, tensor in state.items()}
    writer.add_tensor("token_embd.weight", arrays["model.embed_tokens.weight"])
    writer.add_tensor("output_norm.weight", arrays["model.norm.weight"])
    for layer in range(shape.layers):
        for theirs, ours in _LAYER_NAMES.items():
            weights = arrays[f"model.layers.{layer}.{theirs}.weight"]
            if ours in ("attn_q", "attn_k"):
                weights = _permuted(weights, shape.heads)
            writer.add_tensor(f"blk.{layer}.{ours}.weight", np.ascontiguousarray(weights))
    path.parent.mkdir(parents=True, exist_ok=True)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def quantise(source: Path, target: Path, kind: str = "Q8_0") -> Path:
    """Writes a copy of an F32 GGUF file in a quantisation of llama.cpp's."""
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = getattr(llama_cpp, f"LLAMA_FTYPE_MOSTLY_{kind}")
    parameters.nthread = 2
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")  # a process that has the old file mapped keeps it
    if llama_cpp.llama_model_quantize(str(source).encode(), str(draft).encode(), parameters) != 0:
        raise RuntimeError(f"llama.cpp could not quantise {source}")
    return draft.replace(target)
