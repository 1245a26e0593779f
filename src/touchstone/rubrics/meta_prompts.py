"""The meta-judge's prompt: which of two rubrics for the same prompt is better (arXiv 2605.30568)."""

from collections.abc import Sequence

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import PAIR_LABELS, Request

META_PROMPT_VERSION = "meta-1"

_TASK = (
    "You compare two rubrics, A and B, for judging responses to a prompt. The better rubric asks for what this "
    "prompt asks for and leaves nothing of it out, adds nothing of its own, can be checked from a response, and "
    "tells good responses from bad ones. Answer with one word: A, B or Tie.\n\n"
)


def comparison_request(sample: Sample, first: Sequence[str], second: Sequence[str]) -> Request:
    """The question which of two rubrics (their criteria's texts) is better: `first` is shown as A, `second` as B."""
    pieces = [_TASK]
    if sample.system_prompt:
        pieces += ["### System prompt\n", sample.system_prompt, "\n\n"]
    pieces += ["### Prompt\n", sample.prompt]
    cut = len(pieces) - 1
    if sample.reference:
        pieces += ["\n\n### Reference answer\n", sample.reference]
    for name, criteria in (("A", first), ("B", second)):
        pieces.append(f"\n\n### Rubric {name}")
        for number, text in enumerate(criteria, start=1):
            pieces += [f"\n{number}. ", text]
    return Request((*pieces, "\n\n### Better rubric"), PAIR_LABELS, cut=cut)
