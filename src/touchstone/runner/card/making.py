"""Making a report card: sets asked about one after the other, then the jury, then the figures; saved at the end."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from touchstone import __version__
from touchstone.catalogue import Catalogue, load_catalogue
from touchstone.domain.card import CardSpec
from touchstone.domain.run import CARD, Event, Finished, Notice, Phase, Started
from touchstone.errors import InputError, Interrupted
from touchstone.evaluation.card.contents import Card
from touchstone.evaluation.card.kin import family_of
from touchstone.evaluation.card.sentences import sentences
from touchstone.paths import Home
from touchstone.runner.card.asker import Asker, Told
from touchstone.runner.card.asking_set import AskedSet, Helped, ask_set
from touchstone.runner.card.fitting import fitted, require
from touchstone.runner.card.jury import jury_of
from touchstone.runner.card.parts import parts_of_card, set_of_card
from touchstone.runner.card.sets import CardSet, read_sets
from touchstone.runner.judging.marks import marks_for
from touchstone.runner.models.formats import prompt_version
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.store import Store, open_store


def make_card(
    home: Home, spec: CardSpec, stop: threading.Event, kept: KeptModels | None = None
) -> Iterator[Event]:
    """Measures a judge and saves its card; `Finished.summary["card"]` is its id.

    Every answer is cached at once, so that a card that was interrupted goes on where it was when it is asked for
    again. Raises InputError before anything is asked, and Interrupted after `stop`.
    """
    sets = read_sets(spec)
    with open_store(home.database) as store:
        models = _open(home, store, load_catalogue(home), spec, kept)
        try:
            yield from _made(store, sets, models, spec, stop)
        except Interrupted:
            raise Interrupted(
                "the card was interrupted; its answers are kept",
                "The same command goes on where it was.",
            ) from None
        finally:
            for model in models:
                model.close()


def _open(
    home: Home, store: Store, catalogue: Catalogue, spec: CardSpec, kept: KeptModels | None
) -> list[OpenModel]:
    """The judge, then the other members of the jury."""
    models: list[OpenModel] = []
    try:
        for name in (spec.judge, *spec.jury):
            model = open_model(home, store, catalogue, name, "judge", kept=kept)
            models.append(model)
            if any(model.settings == other.settings for other in models[:-1]):
                raise InputError(f"--jury {name}: this model judges already", "name another one")
    except BaseException:
        for model in models:
            model.close()
        raise
    return models


def _made(
    store: Store, sets: Sequence[CardSet], models: Sequence[OpenModel], spec: CardSpec, stop: threading.Event
) -> Iterator[Event]:
    judge, *others = models
    sets, left_out = _fitted(sets, judge)
    entries = [model.entry for model in models]
    found = [marks_for(store, Path(each.dataset.path), entries) for each in sets]
    marks = tuple(dict.fromkeys(mark for each in found for mark in each))
    began = time.perf_counter()
    asker = Asker(store, stop)
    asker.notices += left_out
    yield Started(f"{CARD} of {judge.entry.name}", 0, 0, 0, marks)
    yield from map(Notice, left_out)
    asked: list[AskedSet] = []
    for number, each in enumerate(sets, start=1):
        asked.append((yield from ask_set(asker, judge, each, spec, f"{number}/{len(sets)} {each.name}")))
    if "scalability" in spec.parts:
        if others:
            judge.set_aside()
        yield from _with_jury(asker, asked, others)
    judged = time.perf_counter()
    yield Phase("figures")
    parts = parts_of_card(asked, spec, judge.entry.name, _family(judge))
    card = Card(
        judge=judge.entry.name,
        model_hash=judge.settings.weights_hash,
        prompt_version=prompt_version(judge),
        version=__version__,
        seed=spec.seed,
        limit=spec.limit,
        probed=spec.probed,
        sets=tuple(set_of_card(each) for each in asked),
        parts=parts,
        sentences=(),
        marks=marks,
        notices=tuple(asker.notices),
        counters=asker.counters.as_dict(),
        seconds={"judging": judged - began, "evaluation": time.perf_counter() - judged},
    )
    card = card.model_copy(update={"sentences": sentences(card)})
    id = store.save_card(card.judge, card.model_hash, card.model_dump(mode="json"))
    share = asker.counters.unscored / max(1, asker.counters.verdicts)
    yield Finished(f"{CARD} {id}", asker.counters, share, True, {"card": id})


def _fitted(sets: Sequence[CardSet], judge: OpenModel) -> tuple[list[CardSet], list[str]]:
    """(the sets as the judge can be asked about them, what is left out). Raises InputError where nothing is left."""
    found: list[CardSet] = []
    errors: list[InputError] = []
    left_out: list[str] = []
    for each in sets:
        try:
            found.append(fitted(each, judge))
        except InputError as error:
            errors.append(error)
            left_out.append(f"{each.name} is left out: {error.message}")
    if not found:
        raise errors[0]
    return found, left_out


def _with_jury(
    asker: Asker, asked: Sequence[AskedSet], others: Sequence[OpenModel]
) -> Generator[Event, None, None]:
    """Lets the others judge the same part of each set, one model after the other."""
    jury = Helped("jury", f"the mean with {', '.join(model.entry.name for model in others)}")
    if not others:
        for each in asked:
            each.helps.append(replace(jury, told="", lacking="name other judges with --jury"))
        return
    said: list[list[Told]] = [[] for _ in asked]
    for model in others:
        for number, (each, told) in enumerate(zip(asked, said, strict=True), start=1):
            name = f"{number}/{len(asked)} {each.each.name} by {model.entry.name}"
            if _can(model, each.each):
                told.append((yield from asker.ask(name, model, each.each, each.part)))
        model.set_aside()
    for each, told in zip(asked, said, strict=True):
        if len(told) == len(others):
            each.helps.append(replace(jury, helped=jury_of([each.base, *told])))
        else:
            each.helps.append(replace(jury, lacking="a member's own format has no such question"))


def _can(model: OpenModel, each: CardSet) -> bool:
    """Whether the model can be asked about the set as the judge is."""
    try:
        require(each, model)
    except InputError:
        return False
    return True


def _family(judge: OpenModel) -> str | None:
    """The model family that the judge's names tell."""
    entry = judge.entry
    return family_of([entry.name, entry.base_model, entry.repo, judge.settings.path.stem])
