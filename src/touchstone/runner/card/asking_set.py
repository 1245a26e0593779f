"""All that a card asks about one set: as it is, without its rubric, changed, and with help."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from touchstone.domain.card import CardSpec
from touchstone.domain.dataset import Sample
from touchstone.domain.run import Event
from touchstone.evaluation.card.compared import compared
from touchstone.judging.probes import CONTROL, DAMAGES, PROBES, Change
from touchstone.runner.card.asker import Asker, Told
from touchstone.runner.card.examples import SHOWN, draw_examples
from touchstone.runner.card.sets import CardSet, part_of, with_criteria_apart
from touchstone.runner.card.variants import Variants, vary
from touchstone.runner.models.opening import OpenModel

_ENOUGH = 0.5
"""A rubric by which a smaller share of the labelled items gets a verdict is given up where another way gives more."""


@dataclass(frozen=True, slots=True)
class Helped:
    """What a judge said with one help and without it, or why it was not asked.

    One of the two that is None is what it said of the set as it is.
    """

    name: str
    told: str
    helped: Told | None = None
    plain: Told | None = None
    lacking: str = ""


@dataclass(slots=True)
class AskedSet:
    """A set with all that the judge said about it. `part`: its samples that were changed and judged with help."""

    each: CardSet
    base: Told
    part: tuple[Sample, ...]
    without_rubric: Told | None = None
    variants: Variants | None = None
    changed: Told | None = None
    helps: list[Helped] = field(default_factory=list)


def ask_set(
    asker: Asker, judge: OpenModel, each: CardSet, spec: CardSpec, place: str
) -> Generator[Event, None, AskedSet]:
    """Asks all that the card's parts need. `place` is shown before what goes on."""
    wanted = set(spec.parts)
    base = yield from asker.ask(f"{place} as it is", judge, each, _needed(each, spec))
    each = replace(each, layout=base.layout)
    if each.protocol == "criteria" and judge.form is None:
        each, base = yield from _or_as_a_whole(asker, judge, each, base, spec, place)
    asked = AskedSet(each, base, part_of(each, spec.probed, spec.seed))
    if "generalisability" in wanted and each.rubric == "own":
        bare = replace(each, rubric="none")
        asked.without_rubric = yield from asker.ask(f"{place} without its rubric", judge, bare)
    if changes := _changes(spec):
        asked.variants = vary(each, asked.part, changes, spec.seed)
        samples = asked.variants.samples
        asked.changed = yield from asker.ask(f"{place} changed", judge, each, samples)
    if "scalability" in wanted:
        asked.helps = yield from _with_help(asker, judge, asked, spec, place)
    return asked


def _needed(each: CardSet, spec: CardSpec) -> tuple[Sample, ...] | None:
    """The samples that are judged as they are: all (None), but where nothing but what helps is asked for."""
    return part_of(each, spec.probed, spec.seed) if spec.parts == ("scalability",) else None


def _changes(spec: CardSpec) -> list[Change]:
    fairness = [CONTROL, *PROBES] if "fairness" in spec.parts else []
    return [*fairness, *(DAMAGES if "aspects" in spec.parts else ())]


def _or_as_a_whole(
    asker: Asker, judge: OpenModel, each: CardSet, base: Told, spec: CardSpec, place: str
) -> Generator[Event, None, tuple[CardSet, Told]]:
    """The set judged from 1 to 5 with its rubric shown, where too few criteria got a verdict and more do so."""
    share = coverage(each, base)
    if share >= _ENOUGH:
        return each, base
    said = f"asked criterion by criterion, {share:.0%} of the labelled items had a verdict"
    other = replace(each, protocol="holistic", dataset=with_criteria_apart(each.dataset))
    told = yield from asker.ask(f"{place} from 1 to 5", judge, other, _needed(other, spec))
    if coverage(other, told) <= share:
        return replace(each, note=said), base
    return replace(other, note=f"{said}; judged from 1 to 5 instead, one criterion shown at a time"), told


def coverage(each: CardSet, told: Told) -> float:
    """The share of the labelled items that have a verdict."""
    items = compared(each.dataset, told.lines)
    return len(items.keys) / items.labelled if items.labelled else 0.0


def _with_help(
    asker: Asker, judge: OpenModel, asked: AskedSet, spec: CardSpec, place: str
) -> Generator[Event, None, list[Helped]]:
    each, part = asked.each, asked.part
    made = []
    rationale = Helped("rationale", "a reason is written before the verdict")
    if judge.form is not None:
        made.append(replace(rationale, lacking="the judge's own format fixes how it answers"))
    elif judge.entry.answer_format == "reason_first":
        made.append(replace(rationale, lacking="this judge writes a reason before every verdict"))
    else:
        told = yield from asker.ask(f"{place} with a rationale", judge, each, part, reasoned=True)
        made.append(replace(rationale, helped=told))
    made.append((yield from _with_reference(asker, judge, each, part, place)))
    made.append((yield from _with_examples(asker, judge, asked, spec, place)))
    return made


def _with_examples(
    asker: Asker, judge: OpenModel, asked: AskedSet, spec: CardSpec, place: str
) -> Generator[Event, None, Helped]:
    """Where all prompts are among those measured, those of the examples are left out."""
    each, part = asked.each, asked.part
    shown = Helped("examples", f"{SHOWN} labelled examples of other prompts are shown first")
    if judge.form is not None:
        return replace(shown, lacking="the judge's own format has no place for examples")
    examples, _ = draw_examples(each, {sample.group for sample in part}, spec.seed)
    if len(examples) < SHOWN:
        examples, groups = draw_examples(each, set(), spec.seed)
        part = tuple(sample for sample in part if sample.group not in groups)
    if len(examples) < SHOWN or not part:
        return replace(shown, lacking=f"needs more than {SHOWN} labelled prompts")
    told = yield from asker.ask(f"{place} with examples", judge, each, part, examples=examples)
    return replace(shown, helped=told)


def _with_reference(
    asker: Asker, judge: OpenModel, each: CardSet, part: Sequence[Sample], place: str
) -> Generator[Event, None, Helped]:
    """With the reference is how the set is judged anyway: it is taken away."""
    reference = Helped("reference", "the file's reference answer is shown")
    referred = tuple(sample for sample in part if sample.reference)
    if not referred:
        return replace(reference, lacking="the file has no reference answers")
    bare = tuple(sample.model_copy(update={"reference": None}) for sample in referred)
    plain = yield from asker.ask(f"{place} without reference", judge, each, bare)
    return replace(reference, plain=plain)
