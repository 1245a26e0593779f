"""Guides for attention: a small extra loss that shows some heads where to look.

Copying and finding a word again need heads that work together, and gradient descent is slow to find them. So one
head of each of the first four layers is told what to attend to: the token before; what came after the same token
earlier; from a criterion, the same token in the response, or the very first token if it is not there; and in text
that is to be written, the place that the next token can be copied from. Two more heads learn to look things up in a
list: from a listed criterion its number, and from a question by number that criterion.
"""

from collections.abc import Sequence
from typing import Any

import torch
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from scripts.train.learning.batches import Batch
from scripts.train.learning.trees import NONE, RESPONSE, WRITTEN

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
        """The sum over the heads of the negative log of the attention that goes where it should."""
        losses = []
        for layer, head, wanted, rows in targets(batch, self.same[batch.tokens]):
            if layer in self.entered:
                scores = self._scores(layer, head, batch)
                inside = scores.masked_fill(~wanted, -1e9).logsumexp(-1) - scores.logsumexp(-1)
                losses.append(-(inside * rows).sum() / rows.sum().clamp(min=1))
        return torch.stack(losses).sum()

    def _scores(self, layer: int, head: int, batch: Batch) -> torch.Tensor:
        """A head's scores [rows, length, length]."""
        hidden, attention = self.entered[layer], self.model.model.layers[layer].self_attn
        size = attention.head_dim
        part = slice(head * size, (head + 1) * size)
        query = hidden @ attention.q_proj.weight[part].T
        key = hidden @ attention.k_proj.weight[part].T
        turn = self.model.model.rotary_emb(hidden, batch.positions)
        query, key = apply_rotary_pos_emb(query[:, None], key[:, None], *turn)
        return (query[:, 0] @ key[:, 0].mT).float() / size**0.5 + batch.mask[:, 0]


Target = tuple[int, int, torch.Tensor, torch.Tensor]
"""A layer, a head in it, which places are right [rows, length, length], and at which tokens that counts."""


def targets(batch: Batch, tokens: torch.Tensor) -> list[Target]:
    """What the guided heads should attend to.

    `tokens` [rows, length] are the batch's, with those that are alike made the same.
    """
    places = torch.arange(tokens.shape[1])
    visible = (batch.mask[:, 0] == 0) & (places[None, :, None] != places[None, None, :])
    return [*_copying(batch, tokens, visible), *_listing(batch, visible)]


def _copying(batch: Batch, tokens: torch.Tensor, visible: torch.Tensor) -> list[Target]:
    places = torch.arange(tokens.shape[1])
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
        (0, 0, before, counted),
        (1, 0, again, counted & (some > 0) & (some <= FEW)),
        (2, 0, same | first, asking & (found <= FEW)),
        (3, 0, copied, writing & (sources > 0) & (sources <= FEW)),
    ]


def _listing(batch: Batch, visible: torch.Tensor) -> list[Target]:
    """In a list of criteria each token finds its number; a question by number finds that criterion."""
    items = batch.items
    listed = items > 0
    number = listed & (items.gather(1, batch.source) != items)
    own = visible & (items[:, None, :] == items[:, :, None]) & number[:, None, :]
    asked = visible & (items[:, None, :] == -items[:, :, None]) & listed[:, None, :]
    return [(1, 1, own, listed & ~number), (2, 1, asked, items < 0)]
