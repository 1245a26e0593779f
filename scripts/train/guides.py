"""Guides for attention: a small extra loss that shows three heads where to look.

Copying and finding a word again need heads that work together, and gradient descent is slow to find them. So one
head of each of the first four layers is told what to attend to: the token before; what came after the same token
earlier; from a criterion, the same token in the response, or the very first token if it is not there; and in text
that is to be written, the place that the next token can be copied from.
"""

from collections.abc import Sequence
from typing import Any

import torch
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from scripts.train.batches import Batch
from scripts.train.trees import NONE, RESPONSE, WRITTEN

GUIDED_LAYERS = 4
FEW = 4
"""A token that has more matches than this tells nothing and is left alone."""


class Guides:
    """Records what enters the attention of the guided layers of a model, and gives the loss of its guided heads."""

    def __init__(self, model: Any, same: Sequence[int]) -> None:
        self.model = model
        self.same = torch.tensor(same)
        self.entered: dict[int, torch.Tensor] = {}
        for number, layer in enumerate(model.model.layers[:GUIDED_LAYERS]):
            layer.self_attn.register_forward_pre_hook(self._recorder(number), with_kwargs=True)

    def _recorder(self, number: int) -> Any:
        def record(module: Any, positional: tuple[Any, ...], named: dict[str, Any]) -> None:
            self.entered[number] = named["hidden_states"] if "hidden_states" in named else positional[0]

        return record

    def loss(self, batch: Batch) -> torch.Tensor:
        """The mean, over the heads, of the negative log of the attention that goes where it should."""
        losses = []
        for number, (wanted, rows) in enumerate(targets(batch, self.same[batch.tokens])[: len(self.entered)]):
            scores = self._scores(number, batch)
            inside = scores.masked_fill(~wanted, -1e9).logsumexp(-1) - scores.logsumexp(-1)
            losses.append(-(inside * rows).sum() / rows.sum().clamp(min=1))
        return torch.stack(losses).mean()

    def _scores(self, number: int, batch: Batch) -> torch.Tensor:
        """The first head's scores [rows, length, length] in a layer."""
        hidden, attention = self.entered[number], self.model.model.layers[number].self_attn
        size = attention.head_dim
        query = hidden @ attention.q_proj.weight[:size].T
        key = hidden @ attention.k_proj.weight[:size].T
        turn = self.model.model.rotary_emb(hidden, batch.positions)
        query, key = apply_rotary_pos_emb(query[:, None], key[:, None], *turn)
        return (query[:, 0] @ key[:, 0].mT).float() / size**0.5 + batch.mask[:, 0]


def targets(batch: Batch, tokens: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """For each guided layer: which places are right [rows, length, length], and at which tokens that counts.

    `tokens` [rows, length] are the batch's, with those that are alike made the same.
    """
    places = torch.arange(tokens.shape[1])
    visible = (batch.mask[:, 0] == 0) & (places[None, :, None] != places[None, None, :])
    counted = (batch.marks != NONE) & (batch.positions > 0)
    before = places[None, None, :] == batch.source[:, :, None]
    earlier = tokens.gather(1, batch.source)
    again = visible & (earlier[:, None, :] == tokens[:, :, None]) & (places > 0)
    some = again.sum(-1)
    same = visible & (tokens[:, None, :] == tokens[:, :, None]) & (batch.marks == RESPONSE)[:, None, :]
    found = same.sum(-1)
    first = torch.zeros_like(same)
    first[:, :, 0] = found == 0
    following = tokens.scatter(1, batch.source, tokens)
    writing = torch.zeros_like(counted).scatter(1, batch.source, batch.marks == WRITTEN)
    copied = visible & (tokens[:, None, :] == following[:, :, None])
    sources = copied.sum(-1)
    asking = counted & (batch.branches > 0)
    return [
        (before, counted),
        (again, counted & (some > 0) & (some <= FEW)),
        (same | first, asking & (found <= FEW)),
        (copied, writing & (sources > 0) & (sources <= FEW)),
    ]
