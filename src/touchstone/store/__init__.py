"""SQLite: runs, result lines, rubrics, labels, the answer cache, and memos, behind one Store."""

from pathlib import Path

from touchstone.store.answers import Answers
from touchstone.store.calibrations import Calibrations, PlacedLine
from touchstone.store.cards import CardRow, Cards
from touchstone.store.labels import Labels
from touchstone.store.meetings import Meetings
from touchstone.store.memo import Memo
from touchstone.store.result_rows import Brief, CriterionCount, ResultRow, ResultRows
from touchstone.store.results import Costs, Links, Results, VotesAt
from touchstone.store.rubric_lists import RubricFilters, RubricInfo, RubricLists
from touchstone.store.rubric_uses import CriterionUse, RubricUses
from touchstone.store.rubrics import Rubrics
from touchstone.store.runs import Runs
from touchstone.store.summaries import Summaries
from touchstone.store.votes import FirstVerdict, Votes

__all__ = [
    "Brief",
    "CardRow",
    "Costs",
    "CriterionCount",
    "CriterionUse",
    "FirstVerdict",
    "Links",
    "PlacedLine",
    "ResultRow",
    "RubricFilters",
    "RubricInfo",
    "Store",
    "VotesAt",
    "open_store",
]


class Store(
    Runs,
    Results,
    ResultRows,
    Votes,
    Summaries,
    Rubrics,
    RubricLists,
    RubricUses,
    Meetings,
    Answers,
    Labels,
    Cards,
    Memo,
    Calibrations,
):
    """The database, opened. Use one Store for each thread; several may be open on one file."""


def open_store(path: Path) -> Store:
    """Opens the database at `path`, making or migrating it where needed. Raises InputError."""
    return Store(path)
