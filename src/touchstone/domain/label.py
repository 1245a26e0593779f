"""Labels that people give about what a run judged, how its blind sample is drawn, and what an annotator is shown."""

from pydantic import Field

from touchstone.domain.base import Value
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Criterion

Item = tuple[str, str, str | None]
"""What one label is about: sample id, response id (of a pair: the pair's), criterion id where there is one."""


class Label(Value):
    """A person's verdict on one item of a run: "met", a level such as "3", or the file's "A", "B" or "tie".

    `seen`: given where the judge's verdict could be seen. `inclusion`: the probability (0..1) with which the item
    came into the run's blind sample; None for an item outside it. `stratum`: the part of the data that it was drawn
    from, where the sample is stratified. `created` is ISO 8601; the store fills in an empty one.
    """

    run: str
    sample_id: str
    response_id: str
    criterion_id: str | None = None
    annotator: str = Field(min_length=1)
    label: str = Field(min_length=1)
    seen: bool = False
    note: str = ""
    inclusion: float | None = Field(default=None, gt=0, le=1)
    stratum: str | None = None
    created: str = ""

    @property
    def item(self) -> Item:
        """What the label is about."""
        return (self.sample_id, self.response_id, self.criterion_id)


class SamplePlan(Value):
    """How a run's blind sample is drawn: how many items, by which seed, and whether from each subset by itself."""

    size: int = Field(gt=0)
    seed: int = 0
    by_subset: bool = False


class Sampled(Value):
    """An item of the blind sample: the stratum it was drawn from, and how probable it was to be drawn (0..1)."""

    item: Item
    stratum: str | None = None
    inclusion: float = Field(gt=0, le=1)


class LabelTask(Value):
    """What an annotator is shown of one item, and the labels to choose from. Neither verdict nor system is in it.

    `responses` holds one text, or those of a pair in the order in which they are shown as A and B; `swapped` says
    that the one shown as A is the file's B. `rubric`: the criteria that the judge was shown, where it judged the
    response or the pair as a whole.
    """

    item: Item
    protocol: JudgeProtocol
    prompt: str
    system_prompt: str | None = None
    reference: str | None = None
    responses: tuple[str, ...]
    criterion: Criterion | None = None
    rubric: tuple[str, ...] = ()
    swapped: bool = False
    choices: tuple[str, ...]

    def in_file_order(self, label: str) -> str:
        """The label that was chosen, with A and B naming the file's responses."""
        return {"A": "B", "B": "A"}.get(label, label) if self.swapped else label
