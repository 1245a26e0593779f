"""The results as a table for people."""

from collections.abc import Mapping
from typing import Any


def table(works: Mapping[str, Mapping[str, Any]]) -> str:
    """One model's workloads, the contestants of each below each other."""
    head = f"{'':<24}{'verdicts/s':>11}{'times':>8}{'tokens':>9}{'written/s':>11}{'first, s':>10}{'peak, MB':>10}"
    lines = [head]
    for name, work in works.items():
        lines.append(f"\n({name}) {work['title']}, layout {work['layout']}")
        own = {**work, "ratio": None, "asked": work["verdicts"]}
        lines.append(_line("touchstone", own))
        lines += [_line(peer, figures) for peer, figures in work["peers"].items()]
        lines.append("  " + ", ".join(_summary(work)))
    return "\n".join(lines)


def _line(name: str, figures: Mapping[str, Any]) -> str:
    ratio = "" if figures["ratio"] is None else f"{figures['ratio']:.2f}"
    written = f"{figures['written_per_s']:.1f}" if figures["written_per_s"] else ""
    return (
        f"  {name:<22}{figures['verdicts_per_s']:>11.2f}{ratio:>8}{figures['computed']:>9}{written:>11}"
        f"{figures['first_verdict_s']:>10.2f}{figures['peak_mb']:>10.0f}"
    )


def _summary(work: Mapping[str, Any]) -> list[str]:
    says = {
        "computed_over_distinct": "computed/distinct {:.3f}",
        "computed_over_distinct_quarter": "with a quarter of the cache {:.3f}",
        "fraction_of_limit": "{:.2f} of the limit",
        "ratio_to_usual_order": "{:.2f} times the usual order",
        "ratio_to_best_peer": "{:.2f} times the best peer",
    }
    return [text.format(work[key]) for key, text in says.items() if work[key] is not None]
