"""Labels given with the verdict in sight: marked as seen, so that no figure of agreement rests on them."""

from collections.abc import Sequence

from touchstone.domain.dataset import Sample
from touchstone.domain.label import Item, Label, LabelTask
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Criterion
from touchstone.errors import InputError
from touchstone.runner.labels.choices import label_choices
from touchstone.store import Store


def seen_task(
    sample: Sample, item: Item, protocol: JudgeProtocol, criterion: Criterion | None, rubric: Sequence[str]
) -> LabelTask:
    """What is asked about an item whose verdict can be seen; a pair's A and B are the file's."""
    ids = [item[1]]
    if protocol == "pairwise":
        ids = [id for pair in pairs_of(sample) if pair.id == item[1] for id in (pair.a, pair.b)]
    return LabelTask(
        item=item,
        protocol=protocol,
        prompt=sample.prompt,
        system_prompt=sample.system_prompt,
        reference=sample.reference,
        responses=tuple(sample.response(id).text for id in ids),
        criterion=criterion,
        rubric=tuple(rubric),
        choices=label_choices(protocol, criterion),
    )


def give_seen(store: Store, run_id: str, item: Item, annotator: str, choice: str) -> Label:
    """Saves a label as seen; it replaces the annotator's earlier seen one.

    Raises InputError where the annotator labelled the item blind: that label is worth more and stays.
    """
    before = _given(store, run_id, item, annotator)
    if before is not None and not before.seen:
        raise InputError(
            f"{annotator} has labelled this blind before: {before.label}",
            "that label stays: it was given without the verdict in sight, and agreement counts it",
        )
    sample_id, response_id, criterion_id = item
    label = Label(
        run=run_id,
        sample_id=sample_id,
        response_id=response_id,
        criterion_id=criterion_id,
        annotator=annotator,
        label=choice,
        seen=True,
    )
    store.save_label(label)
    return label


def take_back_seen(store: Store, run_id: str, item: Item, annotator: str) -> Label | None:
    """Takes back the label that the annotator gave to the item with the verdict in sight, if there is one."""
    label = _given(store, run_id, item, annotator)
    if label is None or not label.seen:
        return None
    store.delete_label(label)
    return label


def _given(store: Store, run_id: str, item: Item, annotator: str) -> Label | None:
    return next((each for each in store.labels(run_id, annotator=annotator) if each.item == item), None)
