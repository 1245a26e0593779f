"""From all that was asked to the four parts of a card."""

from collections.abc import Iterator, Sequence

from touchstone.domain.card import CardSpec, PartName
from touchstone.evaluation import OtherRun, evaluate
from touchstone.evaluation.agreement.align import Lines
from touchstone.evaluation.agreement.evaluate import judged_items
from touchstone.evaluation.card.aspects import damage_table, halo_table, hearing_table
from touchstone.evaluation.card.compared import compared
from touchstone.evaluation.card.contents import JudgedSet, Part, Table
from touchstone.evaluation.card.general import SetFigures, agreement_table, full_table, home_table
from touchstone.evaluation.card.helps import Help, help_table
from touchstone.evaluation.card.kin import kin_table
from touchstone.evaluation.card.position import position_table
from touchstone.evaluation.card.probed import probe_table
from touchstone.evaluation.card.several import scored_on_several
from touchstone.evaluation.card.signal import signal_table
from touchstone.judging.probes import CONTROL, DAMAGES, PROBES
from touchstone.runner.card.asking_set import AskedSet, Helped
from touchstone.runner.card.reading import damaged, probed


def set_of_card(asked: AskedSet) -> JudgedSet:
    """A set as the card names it."""
    each = asked.each
    items = compared(each.dataset, asked.base.lines)
    return JudgedSet(
        name=each.name,
        path=each.dataset.path,
        digest=each.dataset.digest,
        home=each.home,
        protocol=each.protocol,
        how=each.how,
        labelled=items.labelled,
        compared=len(items.keys),
        groups=items.prompts,
        note=each.note,
    )


def parts_of_card(
    asked: Sequence[AskedSet], spec: CardSpec, judge: str, family: str | None
) -> tuple[Part, ...]:
    """The parts that were asked for, in their order."""
    made: dict[PartName, Iterator[Table]] = {
        "generalisability": _general(asked, spec),
        "fairness": _fairness(asked, spec, judge, family),
        "aspects": _aspects(asked, spec),
        "scalability": _scalability(asked, spec),
    }
    return tuple(Part(name=name, tables=tuple(made[name])) for name in made if name in spec.parts)


def _general(asked: Sequence[AskedSet], spec: CardSpec) -> Iterator[Table]:
    sets = [
        SetFigures(
            each.each.name,
            each.each.home,
            compared(each.each.dataset, each.base.lines),
            compared(each.each.dataset, each.without_rubric.lines) if each.without_rubric else None,
        )
        for each in asked
    ]
    yield agreement_table(sets, spec.seed)
    yield home_table(sets, spec.seed)
    yield signal_table(
        [(each.each.name, each.each.home, each.each.dataset, each.base.lines) for each in asked], spec.seed
    )
    for each in asked:
        bare = each.without_rubric
        beside = [OtherRun("none", "without a rubric", bare.lines)] if bare else []
        report = evaluate(each.each.dataset, each.base.lines, seed=spec.seed, beside=beside)
        yield full_table(each.each.name, report)


def _fairness(asked: Sequence[AskedSet], spec: CardSpec, judge: str, family: str | None) -> Iterator[Table]:
    pairs = [each for each in asked if each.each.protocol == "pairwise"]
    yield position_table([(each.each.name, each.each.dataset, each.base.lines) for each in pairs], spec.seed)
    yield kin_table(
        family,
        judge,
        [(each.each.name, judged_items(each.each.dataset, each.base.lines)[0]) for each in pairs],
        spec.seed,
    )
    for each in asked:
        if each.variants is not None and each.changed is not None:
            lines = Lines(each.changed.lines)
            found = probed(each.each, each.variants, lines, [CONTROL, *PROBES])
            yield probe_table(each.each.name, found, spec.seed)


def _aspects(asked: Sequence[AskedSet], spec: CardSpec) -> Iterator[Table]:
    for each in asked:
        if each.variants is not None and each.changed is not None:
            lines = Lines(each.changed.lines)
            found = damaged(each.each, each.variants, lines, DAMAGES)
            yield damage_table(each.each.name, found, spec.seed)
        scored, why = scored_on_several(each.each.dataset, each.base.lines)
        yield halo_table(each.each.name, scored, why, spec.seed)
        if scored is not None:
            yield hearing_table(each.each.name, scored, spec.seed)


def _scalability(asked: Sequence[AskedSet], spec: CardSpec) -> Iterator[Table]:
    for each in asked:
        yield help_table(each.each.name, [_help(each, helped) for helped in each.helps], spec.seed)


def _help(asked: AskedSet, helped: Helped) -> Help:
    if helped.lacking:
        return Help(helped.name, helped.told, lacking=helped.lacking)
    with_, without = helped.helped or asked.base, helped.plain or asked.base
    dataset = asked.each.dataset
    return Help(
        helped.name,
        helped.told,
        compared(dataset, with_.lines),
        compared(dataset, without.lines),
        with_.cost,
        without.cost,
    )
