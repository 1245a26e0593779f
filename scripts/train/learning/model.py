"""The model: transformers' llama, with a start and an attention that suit short training on a CPU."""

from collections.abc import Sequence
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AttentionInterface, AttentionMaskInterface, LlamaConfig, LlamaForCausalLM
from transformers.masking_utils import eager_mask

from scripts.train.learning.tokenizer import alike
from scripts.train.settings import Lesson, Settings, Shape

ROPE_BASE = 100_000.0
_PLAIN = "plain"
_TWIN_NOISE = 0.3
"""How far a token's first vector lies from that of the token it is alike, as a share of its size."""
_MATCHING = 0.5
"""The share of each layer's heads whose queries and keys start equal, so that like tokens find each other."""


def _attention(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor,
    scaling: float,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Attention as plain matrix products over [rows, heads, length, size].

    On a CPU, in bfloat16, three times as fast as the fused kernel.
    """
    scores = (query * scaling) @ key.mT + attention_mask.to(query.dtype)
    return (scores.softmax(-1).to(value.dtype) @ value).transpose(1, 2), None


AttentionInterface.register(_PLAIN, _attention)
AttentionMaskInterface.register(_PLAIN, eager_mask)


def new_model(settings: Settings, lesson: Lesson, tokenizer: Tokenizer) -> Any:
    """A model of the llama family with random weights; input and output embeddings are shared.

    Two things are not left to chance, so that copying and finding words again are learned early: tokens that differ
    in a space before or in capitals start alike, and in some heads queries and keys start equal (after
    "mimetic initialization", arXiv 2305.09828).
    """
    torch.manual_seed(settings.seed)
    shape = settings.shape_of(lesson)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=shape.width,
            intermediate_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.heads,
            max_position_embeddings=settings.context,
            rope_parameters={"rope_type": "default", "rope_theta": ROPE_BASE},
            rms_norm_eps=1e-5,
            tie_word_embeddings=True,
            attn_implementation=_PLAIN,
        )
    )
    with torch.no_grad():
        _start_alike(model.model.embed_tokens.weight, alike(tokenizer))
        for layer in model.model.layers:
            _start_matching(layer.self_attn, shape)
    return model


def _start_alike(vectors: torch.Tensor, same: Sequence[int]) -> None:
    """Gives each token [vocabulary, width] the vector of the one it is alike, and a little of its own."""
    twins = torch.tensor([i for i, base in enumerate(same) if base != i], dtype=torch.long)
    bases = torch.tensor(same)[twins]
    vectors[twins] = vectors[bases] + _TWIN_NOISE * vectors[twins]


def _start_matching(attention: Any, shape: Shape) -> None:
    """Makes the queries and keys of the last heads equal: orthogonal, so that a token's own kind scores highest."""
    size = shape.width // shape.heads
    for head in range(shape.heads - round(shape.heads * _MATCHING), shape.heads):
        rows = slice(head * size, (head + 1) * size)
        same = torch.nn.init.orthogonal_(torch.empty(size, shape.width))
        attention.q_proj.weight[rows] = same
        attention.k_proj.weight[rows] = same
