"""Labels as token sequences, and their exact probabilities from next-token distributions.

A label can be spelled in several ways (" Yes", "Yes", "yes"), each a sequence of tokens. All sequences of a
request's labels form a trie; its inner nodes are the continuations whose next-token distribution has to be
decoded. What a model writes belongs to the longest spelling it begins with: where "1" begins "10", the label
1 gets p("1") less what goes on to be "10". Nothing is counted twice, and the labels' probabilities together
are their mass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.engine import Label

Tokens = tuple[int, ...]


class PlainEncoder(Protocol):
    """What spells a text in tokens (engine.tokens.Encoder)."""

    adds_space: bool

    def plain(self, text: str) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class LabelTrie:
    """The labels' spellings. `spellings`: token sequence to the number of its label.

    `wanted`: for every continuation that is read, beginning with the empty one, the tokens whose
    log-probability is needed right after it. All but the empty one need a decode of their own.
    """

    names: tuple[str, ...]
    spellings: Mapping[Tokens, int]
    wanted: Mapping[Tokens, Tokens]

    @property
    def continuations(self) -> tuple[Tokens, ...]:
        """The non-empty continuations, shorter ones first: to be decoded after the prompt."""
        return tuple(prefix for prefix in self.wanted if prefix)

    def combine(
        self, logprobs: Mapping[Tokens, Sequence[float] | NDArray[np.floating]]
    ) -> tuple[dict[str, float], float]:
        """(probability of each label, summing to 1; label mass) from natural log-probabilities.

        `logprobs[prefix][i]`: of token `wanted[prefix][i]` after the prompt and `prefix`. A label mass of
        zero gives equal probabilities.
        """
        reach: dict[Tokens, float] = {(): 0.0}
        for prefix, tokens in self.wanted.items():
            for token, value in zip(tokens, logprobs[prefix], strict=True):
                reach[(*prefix, token)] = reach[prefix] + float(value)
        masses = np.zeros(len(self.names))
        for spelling, label in self.spellings.items():
            masses[label] += np.exp(reach[spelling])
            if (outer := self._outer(spelling)) is not None:
                masses[self.spellings[outer]] -= np.exp(reach[spelling])
        masses = masses.clip(min=0.0)
        total = float(masses.sum())
        shares = masses / total if total > 0 else np.full(len(self.names), 1 / len(self.names))
        return dict(zip(self.names, shares.tolist(), strict=True)), min(total, 1.0)

    def _outer(self, spelling: Tokens) -> Tokens | None:
        """The longest other spelling that this one begins with."""
        for length in range(len(spelling) - 1, 0, -1):
            if spelling[:length] in self.spellings:
                return spelling[:length]
        return None


def label_trie(labels: Sequence[Label], encoder: PlainEncoder, *, after: str = "") -> LabelTrie:
    """The trie of the labels' spellings. `after`: the answer's own text right before ("Verdict:"), if any.

    A label counts by the exact tokens of its spellings, the first of which is the canonical one; and by those of
    that one after a space where a space is usual: after text that does not end in white space, and where the
    vocabulary begins text with one. Other cases and spaces count where they are one token. A sequence that spells
    two labels belongs to the one whose canonical spelling it is, and to none where it is a mere variant of both.
    Raises ValueError for labels that share a canonical spelling, and for an empty one.
    """
    spellings: dict[Tokens, int] = {}
    for number, label in enumerate(labels):
        canonical = tuple(encoder.plain(label.spellings[0]))
        if not canonical or canonical in spellings:
            raise ValueError(f"the label {label.name!r} needs a spelling of its own")
        spellings[canonical] = number
    canon = set(spellings)
    space_is_usual = encoder.adds_space or after[-1:].strip() != ""
    claims: dict[Tokens, set[int]] = {}
    for number, label in enumerate(labels):
        for text in _variants(label):
            tokens = tuple(encoder.plain(text))
            usual = text in label.spellings or (space_is_usual and text == " " + label.spellings[0])
            if tokens not in canon and (len(tokens) == 1 or usual):
                claims.setdefault(tokens, set()).add(number)
    spellings |= {tokens: next(iter(owners)) for tokens, owners in claims.items() if len(owners) == 1}
    return LabelTrie(tuple(label.name for label in labels), spellings, _wanted(spellings))


def _variants(label: Label) -> list[str]:
    """Every way to write the label but the canonical one, in a fixed order. A letter keeps its case."""
    words: dict[str, None] = {}
    for word in label.spellings:
        cases = (word,) if len(word) == 1 else (word, word.lower(), word.upper(), word.capitalize())
        words |= dict.fromkeys(cases)
    spaced = [" " + word for word in words]
    return [text for text in (*words, *spaced) if text != label.spellings[0]]


def _wanted(spellings: Mapping[Tokens, int]) -> dict[Tokens, Tokens]:
    children: dict[Tokens, dict[int, None]] = {(): {}}
    for spelling in spellings:
        for end, token in enumerate(spelling):
            children.setdefault(spelling[:end], {})[token] = None
    return {prefix: tuple(children[prefix]) for prefix in sorted(children, key=lambda key: (len(key), key))}
