"""Which samples are worth reading: the worst, the most disputed (or least sure), and the regressed ones."""

from collections.abc import Iterator, Mapping, Sequence

from touchstone.evaluation.comparing.comparison import Comparison
from touchstone.evaluation.comparing.meetings import Place
from touchstone.report.contents import Cases
from touchstone.report.disputes import Found, disputes
from touchstone.report.material import Item
from touchstone.report.reading import case_of
from touchstone.report.text import number


def worst(items: Sequence[Item], limit: int) -> Cases:
    """The responses of the lowest score."""
    found = [
        Found(-item.line.score, f"score {number(item.line.score)}, {item.system}", (item,))
        for item in items
        if item.line.score is not None and not item.data.pairwise
    ]
    return _cases("worst", "The worst", found, limit, "The lowest scores.", "No response has a score.")


def disputed(items: Sequence[Item], limit: int) -> Cases:
    """Where judge and label are the furthest apart; without labels where the judge was the least sure."""
    apart = disputes(items)
    if apart:
        note = "Where the judge and the label that a person gave are the furthest apart."
        wrong = [found for found in apart if found.rank > 0]
        return _cases(
            "disputed", "The most disputed", wrong, limit, note, "Judge and labels agree everywhere."
        )
    note = "No verdict has a label beside it: these are the ones that the judge was the least sure of."
    heading = "The least sure"
    return _cases("disputed", heading, list(_unsure(items)), limit, note, "Nothing was read with doubt.")


def regressed(comparison: Comparison | None, items: Sequence[Item], limit: int) -> Cases:
    """Prompts where a system is worse than the one that it is compared with."""
    by_place: dict[Place, Item] = {item.place: item for item in items}
    found = list(_regressions(comparison, by_place)) if comparison else []
    note = "Prompts where a system falls behind the one that it is compared with, the largest fall first."
    return _cases("regressed", "The regressed", found, limit, note, "Nothing was compared, or nothing fell.")


def _cases(name: str, heading: str, found: list[Found], limit: int, note: str, none: str) -> Cases:
    if not found:
        return Cases(name=name, heading=heading, note=none)
    chosen = sorted(found, key=lambda each: -each.rank)[:limit]
    if len(found) > len(chosen):
        note += f" {len(chosen)} of {len(found):,} are shown."
    cases = tuple(case_of(each.title, each.items, each.pair) for each in chosen)
    return Cases(name=name, heading=heading, note=note, cases=cases)


def _unsure(items: Sequence[Item]) -> Iterator[Found]:
    """Pairs whose orders disagree, by how far; responses by the entropy of their least sure verdict."""
    for item in items:
        if item.data.pairwise:
            read = [line.probabilities["A"] for line in item.direct if line.probabilities]
            if len({line.preference for line in item.direct if line.preference}) > 1 and len(read) == 2:
                title = f"A has {number(read[0], 2)} when shown first, {number(read[1], 2)} when shown second"
                yield Found(abs(read[0] - read[1]), title, (item,))
            continue
        entropies = [line.entropy for line in item.direct if line.entropy is not None]
        if entropies:
            title = f"entropy up to {number(max(entropies), 2)} nats, {item.system}"
            yield Found(max(entropies), title, (item,))


def _regressions(comparison: Comparison, by_place: Mapping[Place, Item]) -> Iterator[Found]:
    for versus in comparison.pairs:
        for each in versus.regressed:
            places = dict.fromkeys(zip(each.runs, each.sample_ids, each.response_ids, strict=True))
            there = tuple(by_place[place] for place in places if place in by_place)
            if not there:
                continue
            scores = f"{versus.system} against {versus.other}: {number(each.difference)}"
            if each.score is not None and each.other_score is not None:
                scores += f" ({number(each.score)} against {number(each.other_score)})"
            yield Found(-each.difference, scores, there)
