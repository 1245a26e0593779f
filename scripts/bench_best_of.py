"""What best-of-K by the meta-judge is worth: agreement of judge-with-rubric with labels, beside a random candidate.

    python -m scripts.bench_best_of [--generator demo-generator] [--prompts 300] [--count 8] [--meetings N]

Labelled prompts of the synthetic world (scripts.refine.world, held-out split) get K candidates each, drawn at
temperature 0.8, and a greedy rubric. The judge scores every response by each of them. The agreement is the share of
a prompt's pairs of responses with different gold scores that come out in the right order, a tie counting half; a
candidate that could not be read agrees by half. Intervals are 95 % bootstraps over prompts.

`best` and `last` are the first and the last of the tournament, `random` is the mean of all K candidates, `first` the
one drawn first, `oracle` and `worst` are the best and the worst by the labels themselves. Exit code 1: best-of-K does
not beat a random candidate with its interval above zero.
"""

import argparse
import contextlib
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scripts.refine.measure import agreements
from scripts.refine.world import write
from touchstone import open_home
from touchstone.catalogue import load_catalogue
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.domain.tournament import Tournament
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Totals, mean
from touchstone.files import read_dataset
from touchstone.judging import Question, questions, verdict_lines
from touchstone.judging.scores import Part, total
from touchstone.rubrics import generated_by, instance_request
from touchstone.rubrics.candidates import candidate_requests, candidate_rubrics, distinct
from touchstone.rubrics.tournament import MIN_LABEL_MASS
from touchstone.runner import open_model
from touchstone.runner.judging.answers import Batch
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.rubrics.tournament import TournamentDone, hold_tournaments
from touchstone.store import Store, open_store

SEED = 0
AT_ONCE = 16
"""Prompts whose questions are asked together."""


@dataclass(slots=True)
class Drawn:
    """A prompt with its candidates (None: could not be read), the greedy rubric, and what the tournament said."""

    sample: Sample
    candidates: list[Rubric | None]
    greedy: Rubric | None
    tournament: Tournament | None = None


def _answers(
    model: OpenModel, store: Store, units: Sequence[Sequence[Request]]
) -> Iterator[tuple[Answer | Failure, ...]]:
    for start in range(0, len(units), AT_ONCE):
        batch = Batch(model, store, units[start : start + AT_ONCE])
        with contextlib.closing(batch.answers(threading.Event())) as answered:
            for each in answered:
                store.save_answers(each.fresh)
                yield each.answers


def draw(model: OpenModel, store: Store, samples: Sequence[Sample], count: int) -> list[Drawn]:
    """Every prompt's candidates and greedy rubric."""
    origin = generated_by(model.entry.name, model.settings.weights_hash, SEED, demo_model=model.entry.is_demo)
    asked = [
        [*candidate_requests(sample, count=count, seed=SEED), instance_request(sample, seed=SEED)]
        for sample in samples
    ]
    found = []
    for sample, requests, answers in zip(samples, asked, _answers(model, store, asked), strict=True):
        read = candidate_rubrics(sample, requests, answers, origin)
        *candidates, greedy = (each if isinstance(each, Rubric) else None for each in read)
        found.append(Drawn(sample, candidates, greedy))
    return found


def meet(judge: OpenModel, store: Store, drawn: Sequence[Drawn], meetings: int | None) -> None:
    """Holds each prompt's tournament."""
    entries = [(each.sample, distinct(filter(None, each.candidates))) for each in drawn]
    stop = threading.Event()
    for event in hold_tournaments(store, judge, entries, stop, meetings=meetings, seed=SEED):
        if isinstance(event, TournamentDone):
            drawn[event.done - 1].tournament = event.tournament


def agreed(judge: OpenModel, store: Store, drawn: Sequence[Drawn]) -> list[dict[str, float]]:
    """For each prompt: the agreement of each of its rubrics, by id."""
    asked = [_questions(each) for each in drawn]
    units = [[question.request for question in unit] for unit in asked]
    found = []
    for each, unit, answers in zip(drawn, asked, _answers(judge, store, units), strict=True):
        lines = verdict_lines("", each.sample, unit, answers, "criteria", MIN_LABEL_MASS)
        verdicts = {(line.response_id, line.criterion_id): line for line in lines}
        found.append({rubric.id: _agreement(each.sample, rubric, verdicts) for rubric in _rubrics(each)})
    return found


def _rubrics(drawn: Drawn) -> list[Rubric]:
    return [rubric for rubric in (*drawn.candidates, drawn.greedy) if rubric is not None]


def _questions(drawn: Drawn) -> list[Question]:
    """Each criterion of any of the rubrics once, at the leaf, where a verdict depends on its criterion alone."""
    criteria = {each.id: each for rubric in _rubrics(drawn) for each in rubric.criteria}
    asked = {response.id: tuple(criteria.values()) for response in drawn.sample.responses}
    return questions(drawn.sample, asked, "criteria", "leaf", rationale=False, reason_first=False)


def _agreement(
    sample: Sample, rubric: Rubric, verdicts: Mapping[tuple[str, str | None], ResultLine]
) -> float:
    scores = {}
    for response in sample.responses:
        lines = [(each, verdicts[response.id, each.id]) for each in rubric.criteria]
        scores[response.id] = total(
            [Part(each.weight, line.score, line.unscored) for each, line in lines]
        ).score
    return float(np.mean(agreements(sample, scores)))


def columns(drawn: Sequence[Drawn], found: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    """Each way's agreement, prompt by prompt."""
    table: dict[str, list[float]] = defaultdict(list)
    for each, by_id in zip(drawn, found, strict=True):
        of = [0.5 if rubric is None else by_id[rubric.id] for rubric in each.candidates]
        assert each.tournament is not None
        table["best"].append(by_id[each.tournament.best])
        table["random"].append(float(np.mean(of)))
        table["first"].append(of[0])
        table["greedy"].append(0.5 if each.greedy is None else by_id[each.greedy.id])
        table["worst"].append(min(of))
        table["oracle"].append(max(of))
        table["last"].append(by_id[each.tournament.rubric_ids[each.tournament.ranking[-1]]])
    return dict(table)


def main() -> int:
    """Draws, holds the tournaments, judges, and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--generator", default="demo-generator", help="a name of the catalogue or a GGUF file"
    )
    parser.add_argument("--judge", default="demo-judge", help="it judges responses and rubrics")
    parser.add_argument("--prompts", type=int, default=300)
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--meetings", type=int)
    parser.add_argument("--seed", type=int, default=0, help="of the prompts")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "world.jsonl"
        write(data, "test", chosen.prompts, chosen.seed)
        samples = read_dataset(data).samples
        home = open_home(folder).home
        catalogue = load_catalogue(home)
        with open_store(home.database) as store:
            generator = open_model(home, store, catalogue, chosen.generator, "generator")
            with contextlib.closing(generator):
                drawn = draw(generator, store, samples, chosen.count)
            with contextlib.closing(open_model(home, store, catalogue, chosen.judge, "judge")) as judge:
                meet(judge, store, drawn, chosen.meetings)
                found = agreed(judge, store, drawn)
    return show(drawn, columns(drawn, found), chosen.count)


def show(drawn: Sequence[Drawn], table: dict[str, list[float]], count: int) -> int:
    """Prints agreement, differences and what the tournaments were like; 1 where best-of-K is no better."""
    groups = [each.sample.group for each in drawn]
    figures = Figures(groups, SEED)
    for name, values in table.items():
        _line(figures.make(name, name, mean(np.array(values))))
    gains = {}
    for one, other in (("best", "random"), ("best", "greedy"), ("oracle", "random"), ("best", "last")):
        difference = np.array(table[one]) - np.array(table[other])
        gains[one, other] = figures.make("", f"{one} - {other}", mean(difference))
        _line(gains[one, other])
    tournaments = [each.tournament for each in drawn if each.tournament]
    met = np.array(
        [[len(each.meetings), sum(bool(m.agrees) for m in each.meetings)] for each in tournaments], float
    )
    _line(figures.make("", "orders agree", Totals(met, lambda totals: totals[:, 1] / totals[:, 0])))
    different = np.array([len(each.rubric_ids) for each in tournaments], float)
    _line(figures.make("", f"different of {count}", mean(different)))
    gain = gains["best", "random"]
    return 0 if gain.low is not None and gain.low > 0 else 1


def _line(figure: Figure) -> None:
    between = "" if figure.low is None else f"  {figure.low:.4f} to {figure.high:.4f}"
    print(f"{figure.label:18} {figure.value:.4f}{between}")


if __name__ == "__main__":
    raise SystemExit(main())
