"""What can be counted of a rubric: criteria, words, repetition, findings; and how alike two rubrics are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from touchstone.domain.rubric import Rubric
from touchstone.rubrics.lint import findings
from touchstone.rubrics.parse import same_text_key
from touchstone.rubrics.similarity import redundancy, similarities


@dataclass(frozen=True, slots=True)
class Shape:
    """A rubric in numbers. `words` are those of all its criteria; `redundancy`: the share that repeats another.

    `findings`: how many findings of each kind lint has.
    """

    criteria: int
    words: int
    redundancy: float
    findings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two rubrics are: `similarity` (0..1), and how many criteria both have `word for word`."""

    similarity: float
    same: int


def shape_of(rubric: Rubric) -> Shape:
    """The rubric in numbers."""
    texts = [criterion.text for criterion in rubric.criteria]
    return Shape(
        criteria=len(texts),
        words=sum(len(text.split()) for text in texts),
        redundancy=redundancy(texts),
        findings=Counter(finding.kind for finding in findings(rubric)),
    )


def likeness(first: Rubric, second: Rubric) -> Likeness:
    """How alike the two are.

    The similarity is the mean, over the criteria of both, of the cosine (TF-IDF) with the other rubric's criterion
    that is most alike.
    """
    ours, theirs = ([criterion.text for criterion in each.criteria] for each in (first, second))
    across = similarities([*ours, *theirs])[: len(ours), len(ours) :]
    best = [*across.max(axis=1), *across.max(axis=0)]
    same = {same_text_key(text) for text in ours} & {same_text_key(text) for text in theirs}
    return Likeness(float(sum(best) / len(best)), len(same))
