"""How alike criteria are: the cosine of their TF-IDF vectors."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NEAR_DUPLICATE = 0.6
"""From this cosine on two criteria count as one."""

_COMMON = "the response a an of to in is and that it its for with as"
"""Words of nearly every criterion, which say nothing about what it asks."""

_NEGATION = re.compile(r"\b(?:no|not|never|without|avoids?)\b|n't\b", re.IGNORECASE)


def similarities(texts: Sequence[str]) -> NDArray[np.float64]:
    """Cosines in 0..1 of every text with every other, shape (n, n); texts equal word for word have 1.

    It is halved where only one of the two is negated: a word turns a criterion around.
    """
    # The import takes most of a second, and most commands never compare criteria.
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", stop_words=_COMMON.split(), sublinear_tf=True)
    try:
        vectors = words.fit_transform(texts)
    except ValueError:  # only common words, or none
        cosines = np.zeros((len(texts), len(texts)))
    else:
        cosines = (vectors @ vectors.T).toarray().clip(0.0, 1.0)
    negated = np.array([bool(_NEGATION.search(text)) for text in texts])
    cosines[negated[:, None] != negated[None, :]] /= 2
    lowered = [text.casefold() for text in texts]
    same = np.array([[one == other for other in lowered] for one in lowered], dtype=bool)
    return np.where(same, 1.0, cosines)


def without_near_duplicates(texts: Sequence[str], covered: Sequence[str]) -> list[str]:
    """The texts that are not near-duplicates of a `covered` one, in their order."""
    if not texts or not covered:
        return list(texts)
    alike = similarities([*texts, *covered])[: len(texts), len(texts) :]
    return [text for text, row in zip(texts, alike, strict=True) if row.max() < NEAR_DUPLICATE]


def redundancy(texts: Sequence[str]) -> float:
    """The share (0..1) of the texts that are near-duplicates of one before them."""
    if len(texts) < 2:
        return 0.0
    alike = np.tril(similarities(texts), -1).max(axis=1)
    return float((alike >= NEAR_DUPLICATE).mean())
