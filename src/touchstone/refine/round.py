"""One round: candidates, rewards and pairs, training, the new generator's entry, measuring, the gate.

Each stage leaves its file and is passed over where that is there already.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from touchstone.domain.base import Value
from touchstone.domain.dataset import Sample
from touchstone.domain.run import Event
from touchstone.domain.tournament import Tournament
from touchstone.errors import TouchstoneError
from touchstone.refine.drawing import Drawn, best_of, draw, paired, rewarded, token_rows, trl_rows
from touchstone.refine.folder import Folder
from touchstone.refine.gate import Decision, decide
from touchstone.refine.judged import labelled_pairs
from touchstone.refine.opening import Models
from touchstone.refine.pairs import Choice
from touchstone.refine.registering import register
from touchstone.refine.rewards import Reward
from touchstone.refine.series import Series
from touchstone.refine.settings import Method, RefineSpec
from touchstone.refine.summary import summary_of
from touchstone.refine.training.job import Job
from touchstone.refine.training.start import train
from touchstone.rubrics.candidates import distinct

CANDIDATES, REWARDS, CHOICES, PAIRS = "candidates.jsonl", "rewards.jsonl", "choices.jsonl", "pairs.jsonl"
SUMMARY, GATE, ENTRY = "summary.json", "gate.json", "generator.json"


class Made(Value):
    """The generators that a round made: their names in the catalogue. `sft`: the baseline's, where there is one."""

    parent: str
    dpo: str
    sft: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a refinement, from the generator `parent` on. `gate`: the fresh prompts that decide."""

    models: Models
    folder: Folder
    spec: RefineSpec
    number: int
    parent: str
    training: tuple[Sample, ...]
    gate: tuple[Sample, ...]

    def carry_out(self) -> Generator[Event, None, Decision]:
        """Carries out what is not done yet, and gives the gate's decision."""
        if not self.folder.has(self.number, GATE):
            made = yield from self._made()
            decision = yield from self._decided(made)
            self.folder.write_value(self.number, GATE, decision)
        return Decision.model_validate_json(self.folder.stage(self.number, GATE).read_text(encoding="utf-8"))

    def made(self) -> Made:
        """The generators that were made. Only after `carry_out`."""
        return Made.model_validate_json(self.folder.stage(self.number, ENTRY).read_text(encoding="utf-8"))

    def _phase(self, what: str) -> str:
        return f"round {self.number}: {what}"

    def _made(self) -> Generator[Event, None, Made]:
        if not self.folder.has(self.number, ENTRY):
            if not self.folder.has(self.number, SUMMARY):
                yield from self._prepared()
            methods: tuple[Method, ...] = ("dpo", "sft") if self.spec.baselines else ("dpo",)
            names: dict[str, str] = {}
            parent = self.models.get(self.parent, "generator")
            for method in methods:
                adapter = yield from self._trained(method)
                names[method] = register(
                    self.models.bench.home, self.folder, parent, self.number, method, adapter
                )
            self.folder.write_value(self.number, ENTRY, Made(parent=self.parent, **names))
        return self.made()

    def _prepared(self) -> Iterator[Event]:
        """Candidates, rewards and pairs, and the tokens to train on."""
        bench, spec = self.models.bench, self.spec
        yield from self.models.ready(self.parent, "generator")
        generator = self.models.get(self.parent, "generator")
        seed = spec.seed + self.number
        drawn = yield from draw(bench, self._phase("candidates"), generator, self.training, spec, seed)
        self.folder.write_rows(self.number, CANDIDATES, (each.row() for each in drawn))
        labelled = any(labelled_pairs(sample) for sample in self.training)
        tournaments: dict[str, Tournament] = {}
        if spec.meta_judge or not labelled:
            tournaments = yield from self._tournaments(drawn, seed)
        yield from self.models.ready(spec.judge, "judge")
        judge = self.models.get(spec.judge, "judge")
        rewards = yield from rewarded(bench, self._phase("rewards"), judge, drawn, tournaments, spec)
        self.folder.write_rows(
            self.number,
            REWARDS,
            (
                {"sample": each.sample.id, "rewards": [reward.model_dump(mode="json") for reward in its]}
                for each, its in zip(drawn, rewards, strict=True)
            ),
        )
        choices = [
            choice
            for each, its in zip(drawn, rewards, strict=True)
            for choice in paired(each, its, tournaments.get(each.sample.id), spec)
        ]
        if not choices:
            raise TouchstoneError(
                "no two candidates of any prompt differ enough in reward to make a pair",
                "a higher --temperature, more --candidates or a lower --min-gap gives more of them",
            )
        self._write_pairs(drawn, rewards, choices)
        summary = summary_of(drawn, rewards, choices, list(tournaments.values()))
        self.folder.write_value(self.number, SUMMARY, summary)

    def _write_pairs(
        self, drawn: Sequence[Drawn], rewards: Sequence[Sequence[Reward]], choices: Sequence[Choice]
    ) -> None:
        """The pairs, in TRL's form and in tokens; for the baseline each prompt's best candidate."""
        generator = self.models.get(self.parent, "generator")
        best = [
            (each.sample.id, *found)
            for each, its in zip(drawn, rewards, strict=True)
            if (found := best_of(its)) is not None
        ]
        preferred = [(choice.sample, choice.chosen, choice.rejected) for choice in choices]
        self.folder.write_rows(self.number, CHOICES, (choice.model_dump(mode="json") for choice in choices))
        self.folder.write_rows(self.number, PAIRS, trl_rows(drawn, choices))
        for method, rows in (("dpo", preferred), ("sft", best)):
            self.folder.write_rows(self.number, f"tokens-{method}.jsonl", token_rows(generator, drawn, rows))

    def _tournaments(
        self, drawn: Sequence[Drawn], seed: int
    ) -> Generator[Event, None, dict[str, Tournament]]:
        bench, name = self.models.bench, self.spec.meta_judge or self.spec.judge
        yield from self.models.ready(name, "judge")
        entries = [(each.sample, distinct(each.rubrics)) for each in drawn]
        entries = [(sample, rubrics) for sample, rubrics in entries if len(rubrics) > 1]
        # All must be connected: with few candidates every pair meets.
        wanted = max(self.spec.meetings, self.spec.candidates - 1)
        meta = self.models.get(name, "judge")
        return (yield from bench.tournaments(self._phase("meta-judge"), meta, entries, wanted, seed))

    def _trained(self, method: Method) -> Generator[Event, None, Path]:
        """The PEFT folder of the adapter, trained on from the parent's where that has one."""
        bench = self.models.bench
        generator = self.models.get(self.parent, "generator")
        for model in self.models.opened.values():
            model.set_aside()
        job = Job(
            gguf=generator.settings.path,
            weights=self.spec.weights,
            adapter=self._parents_adapter(),
            tokens=self.folder.stage(self.number, f"tokens-{method}.jsonl"),
            out=self.folder.stage(self.number, method),
            method=method,
            training=self.spec.training,
            seed=self.spec.seed,
        )
        yield from train(job, self._phase(f"training ({method})"), bench.counters, bench.stop)
        return job.out

    def _parents_adapter(self) -> Path | None:
        """The PEFT folder of the round that made the parent; None where it is the generator that was begun with."""
        for number in range(1, self.number):
            told = self.folder.stage(number, ENTRY)
            if Made.model_validate_json(told.read_text(encoding="utf-8")).dpo == self.parent:
                return self.folder.stage(number, "dpo")
        return None

    def _decided(self, made: Made) -> Generator[Event, None, Decision]:
        """Measures parent and child on the fresh prompts, and what was to be beaten besides; then decides."""
        series = Series(self.models, self.folder, self.spec, self.number, self.gate)
        parent = yield from series.greedy("parent", self.parent)
        child = yield from series.greedy("child", made.dpo)
        if self.spec.baselines:
            yield from series.best_of("best of several", self.parent)
            assert made.sft is not None
            yield from series.greedy("sft", made.sft)
        meetings = yield from series.meetings(made.dpo, self.parent)
        return decide(child, parent, meetings, self.spec.seed)
