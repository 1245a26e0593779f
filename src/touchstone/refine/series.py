"""Generators measured on the same prompts, one after the other; what was measured is kept, and not measured again."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Failure
from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Event
from touchstone.refine.drawing import draw
from touchstone.refine.folder import Folder
from touchstone.refine.measuring import Measured, greedy, measure, meet
from touchstone.refine.opening import Models
from touchstone.refine.settings import RefineSpec
from touchstone.rubrics.candidates import distinct
from touchstone.rubrics.meta_prompts import meta_wording


@dataclass(frozen=True, slots=True)
class Series:
    """Generators measured on `samples`: the gate of a round, or (`number` None) the prompts of the last figures."""

    models: Models
    folder: Folder
    spec: RefineSpec
    number: int | None
    samples: tuple[Sample, ...]

    def measured(self, who: str) -> Measured | None:
        """What was measured under that name; None where nothing was."""
        path = self.folder.stage(self.number, _file(who))
        return Measured.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else None

    def greedy(self, who: str, name: str) -> Generator[Event, None, Measured]:
        """The generator `name` as it is used without more ado, kept under `who`."""
        if (known := self.measured(who)) is not None:
            return known
        rubrics = yield from self._rubrics(name)
        return (yield from self._judged(who, name, "greedy", rubrics))

    def best_of(self, who: str, name: str) -> Generator[Event, None, Measured]:
        """The best of several of its rubrics by the meta-judge: what can be had without training."""
        if (known := self.measured(who)) is not None:
            return known
        bench, spec, meta_name = self.models.bench, self.spec, self._meta_name
        yield from self.models.ready(name, "generator")
        seed = spec.seed + (self.number or 0)
        generator = self.models.get(name, "generator")
        drawn = yield from draw(bench, self._phase("best of several"), generator, self.samples, spec, seed)
        yield from self.models.ready(meta_name, "judge")
        rubrics: dict[str, Rubric | Failure] = {}
        entries = []
        for each in drawn:
            different = distinct(each.rubrics)
            failure = next((one for one in each.rubrics if isinstance(one, Failure)), Failure("no candidate"))
            rubrics[each.sample.id] = different[0] if different else failure
            if len(different) > 1:
                entries.append((each.sample, different))
        meta, wanted = self.models.get(meta_name, "judge"), max(spec.meetings, spec.candidates - 1)
        known_by_id = {rubric.id: rubric for _, several in entries for rubric in several}
        held = yield from bench.tournaments(self._phase("meta-judge"), meta, entries, wanted, seed)
        rubrics |= {sample: known_by_id[each.best] for sample, each in held.items()}
        agreed = [m.agrees for each in held.values() for m in each.meetings if m.agrees is not None]
        share = sum(agreed) / len(agreed) if agreed else None
        how = f"best of {spec.candidates}"
        chosen = [rubrics[sample.id] for sample in self.samples]
        return (yield from self._judged(who, name, how, chosen, share))

    def meetings(self, child: str, parent: str) -> Generator[Event, None, list[Meeting]]:
        """What the meta-judge says of the greedy rubrics of both for each prompt, the child's named first.

        None at all where one of them has no rubric for some prompt.
        """
        mine = yield from self._rubrics(child)
        theirs = yield from self._rubrics(parent)
        entries = [
            (sample, one, other)
            for sample, one, other in zip(self.samples, mine, theirs, strict=True)
            if isinstance(one, Rubric) and isinstance(other, Rubric)
        ]
        if len(entries) < len(self.samples):
            return []
        yield from self.models.ready(self._meta_name, "judge")
        meta = self.models.get(self._meta_name, "judge")
        wording = meta_wording(meta.entry)
        told = yield from meet(self.models.bench, self._phase("meta-judge"), meta, wording, entries)
        return [
            each if each.first == one.id else each.turned()
            for each, (_, one, _) in zip(told, entries, strict=True)
        ]

    @property
    def _meta_name(self) -> str:
        return self.spec.meta_judge or self.spec.judge

    def _phase(self, what: str) -> str:
        return f"round {self.number}, gate: {what}" if self.number else f"last figures: {what}"

    def _rubrics(self, name: str) -> Generator[Event, None, list[Rubric | Failure]]:
        yield from self.models.ready(name, "generator")
        generator = self.models.get(name, "generator")
        return (
            yield from greedy(self.models.bench, self._phase(f"rubrics of {name}"), generator, self.samples)
        )

    def _judged(
        self, who: str, name: str, how: str, rubrics: Sequence[Rubric | Failure], agreed: float | None = None
    ) -> Generator[Event, None, Measured]:
        judges = []
        for judge in filter(None, (self.spec.judge, self.spec.second_judge)):
            yield from self.models.ready(judge, "judge")
            judges.append(self.models.get(judge, "judge"))
        prompts = yield from measure(
            self.models.bench, self._phase(who), judges, self.samples, rubrics, self.spec.protocol
        )
        found = Measured(generator=name, how=how, prompts=prompts, order_agreement=agreed)
        self.folder.write_value(self.number, _file(who), found)
        return found


def _file(who: str) -> str:
    return f"measured-{who.replace(' ', '-')}.json"
