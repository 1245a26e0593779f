"""Rubrics as the screens read and change them."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.rubric import Criterion, Rubric
from touchstone.errors import InputError
from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.rubrics import CriterionDraft, Fault, RubricDifference
    from touchstone.runner.rubrics.linting import Linted
    from touchstone.runner.rubrics.uses import RubricUse
    from touchstone.store import CriterionUse


class RubricCalls(HomeCalls):
    """Everything about rubrics beyond what the store gives."""

    def since(self, age: str) -> str:
        """The moment from which on rubrics of this age were made, as the store's lists take it."""
        from touchstone.runner.rubrics.choice import since_moment

        return since_moment(age)

    def rubric_text(self, rubric: Rubric) -> str:
        """The rubric as plain text."""
        from touchstone.rubrics import rubric_text

        return rubric_text(rubric)

    def lint(self, rubric: Rubric) -> "Linted":
        """What is amiss with the rubric, and what code could decide of it. Takes a moment: for a worker."""
        # The package first: two threads that import it and a part of it at once would wait for each other.
        import touchstone.runner  # noqa: F401
        from touchstone.runner.rubrics.linting import linted

        return linted(rubric)

    def difference(self, old: Rubric, new: Rubric) -> "RubricDifference":
        """What changed between two rubrics. Takes a moment for long ones: for a worker."""
        from touchstone.rubrics import difference

        return difference(old, new)

    def drafts(self, rubric: Rubric) -> list["CriterionDraft"]:
        """The rubric's criteria for editing."""
        from touchstone.rubrics import draft_of

        return [draft_of(criterion) for criterion in rubric.criteria]

    def new_draft(self, rubric: Rubric) -> "CriterionDraft":
        """An empty criterion for the rubric."""
        from touchstone.rubrics import CriterionDraft

        return CriterionDraft(level=rubric.level)

    def redrafted(self, old: Rubric, drafts: Sequence["CriterionDraft"]) -> "Rubric | tuple[Fault, ...]":
        """The rubric with the drafts as its criteria, or what is wrong with them."""
        from touchstone.rubrics import redrafted

        return redrafted(old, drafts)

    def save_edited(self, old: Rubric, changed: Rubric) -> Rubric | None:
        """Saves a new version of `old`; None where nothing was changed."""
        from touchstone.runner.rubrics.edit import save_edited

        with self.open_store() as store:
            return save_edited(store, old, changed)

    def generate_again(self, rubric: str, stop: threading.Event) -> Rubric:
        """Another rubric for the same prompt, by the generator. Takes seconds to minutes: for a worker."""
        from touchstone.runner.rubrics.again import generate_again

        return generate_again(self.home, rubric, stop)

    def export_rubric(self, rubric: Rubric, path: Path, *, overwrite: bool) -> None:
        """Writes the rubric to a file, over one that is there only where that was asked for."""
        from touchstone.files import write_rubrics

        if path.exists() and not overwrite:
            raise InputError(f"{path} is there already", "choose another name, or write over it")
        write_rubrics(path, [rubric])

    def rubric_uses(self, rubric: Rubric, stop: threading.Event, limit: int) -> Iterator["RubricUse"]:
        """The newest runs with the rubric and how its criteria came out. Counts all verdicts: for a worker."""
        from touchstone.runner.rubrics.uses import rubric_uses

        with self.open_store() as store:
            yield from rubric_uses(store, rubric, stop, limit=limit)

    def fared(self, rubric: Rubric) -> list[str]:
        """How the rubric fared before each meta-judge, in words. Fits strengths: for a worker."""
        from touchstone.runner.rubrics.fared import fared

        with self.open_store() as store:
            return [each.in_words for each in fared(store, rubric.id)]

    def use_remark(self, criterion: Criterion, use: "CriterionUse") -> str:
        """In words: that a criterion came out the same for every response of a run. Empty where it did not."""
        from touchstone.runner.rubrics.uses import use_remark

        return use_remark(criterion, use)
