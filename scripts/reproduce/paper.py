"""The paper's figures, as far as they are known here, each with where it comes from.

None was read in the paper itself: what stands here was quoted by others, and is printed with that mark. Its judge
was Claude Sonnet 4; its own judge call is a single order (pairs) and an integer from 1 to 5 (single responses).
"""

from dataclasses import dataclass

QUOTED = "second hand: wizwand.com's summary of arXiv 2605.30568 (read November 2026)"
NOTES = "second hand: notes on arXiv 2605.30568"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A figure of the paper: `value` in the benchmark's measure (agreement in 0..1)."""

    value: float
    generator: str
    source: str


PAPER: dict[tuple[str, str], Quoted] = {
    ("mtbench", "training-free"): Quoted(0.8162, "Claude Sonnet 4, the judge itself", NOTES),
    ("mtbench", "tuned"): Quoted(0.8369, "Qwen3-14B, tuned", NOTES),
    ("biggen", "training-free"): Quoted(0.7489, "Claude Sonnet 4, the judge itself", NOTES),
    ("biggen", "tuned"): Quoted(0.7696, "Qwen3-14B, tuned", NOTES),
    ("alpacaeval", "tuned"): Quoted(0.724, "method not named", QUOTED),
    ("biggen-scores", "tuned"): Quoted(0.51, "method not named", QUOTED),
    ("helpsteer2", "tuned"): Quoted(0.464, "method not named", QUOTED),
}
"""By benchmark and method. What is missing here is not known here."""
