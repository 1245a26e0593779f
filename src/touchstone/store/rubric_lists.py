"""Lists of rubrics: searched, filtered and counted; what there is to filter by; a rubric's versions."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from touchstone.domain.base import Value
from touchstone.domain.rubric import RubricLevel
from touchstone.store.connection import Connection
from touchstone.store.references import resolve


class RubricInfo(Value):
    """A rubric as a list shows it. `criteria` counts them, `first` is the first one's text."""

    id: str
    level: RubricLevel
    criteria: int
    first: str
    prompt: str | None
    source: str
    generator: str | None
    demo_model: bool
    created: str
    approved_by: str | None
    approved_at: str | None


class RubricFilters(TypedDict, total=False):
    """What a list of rubrics is narrowed to; what is missing or None narrows nothing."""

    search: str | None
    """Words of the criteria or the prompt, or their beginnings; all must occur."""
    level: RubricLevel | None
    run: str | None
    """The id of a run that made or used them."""
    dataset: str | None
    """The data file of a run that made or used them, as in its spec."""
    generator: str | None
    imported_from: str | None
    """The name of a file that they were imported from."""
    since: str | None
    """When they were first saved, or later: ISO 8601 in UTC, as the store writes it."""
    approved: bool | None


_COLUMNS = ", ".join(RubricInfo.model_fields)
_RUNS_OF_DATA = "SELECT id FROM runs WHERE json_extract(spec, '$.data') = :dataset"
# The unary + keeps the planner from looking rubrics up by these columns for every row that the search found.
_CONDITIONS = {
    "level": "+level = :level",
    "run": "+id IN (SELECT rubric FROM run_rubrics WHERE run = :run)",
    "dataset": f"+id IN (SELECT rubric FROM run_rubrics WHERE run IN ({_RUNS_OF_DATA}))",
    "generator": "+generator = :generator",
    "imported_from": "+id IN (SELECT rubric FROM imports WHERE file = :imported_from)",
    "since": "+created >= :since",
}
_LISTED = "FROM rubrics INDEXED BY rubrics_in_order WHERE"


class RubricLists(Connection):
    """The rubrics of the database as lists."""

    def list_rubrics(
        self, *, limit: int = 50, offset: int = 0, **filters: Unpack[RubricFilters]
    ) -> list[RubricInfo]:
        """Rubrics, the newest first."""
        condition, values = _condition(filters)
        # The rows before the page are passed over by number alone, without reading them.
        page = f"SELECT number {_LISTED} {condition} ORDER BY number DESC LIMIT :limit OFFSET :offset"
        sql = f"SELECT {_COLUMNS} FROM rubrics WHERE number IN ({page}) ORDER BY number DESC"
        return self._infos(sql, {**values, "limit": limit, "offset": offset})

    def count_rubrics(self, **filters: Unpack[RubricFilters]) -> int:
        """How many rubrics `list_rubrics` would give without a limit."""
        condition, values = _condition(filters)
        return int(self.value(f"SELECT count(*) {_LISTED} {condition}", values))

    def rubric_info(self, ref: str) -> RubricInfo:
        """The rubric that `ref` names, as a list shows it. Raises InputError."""
        values = {"id": resolve(self, "rubric", ref)}
        return self._infos(f"SELECT {_COLUMNS} FROM rubrics WHERE id = :id", values)[0]

    def made_from(self, rubric_id: str) -> list[RubricInfo]:
        """The rubrics that were made from this one by an edit, or by generating it again; the oldest first."""
        sql = f"SELECT {_COLUMNS} FROM rubrics WHERE parent = :id ORDER BY number"
        return self._infos(sql, {"id": rubric_id})

    def rubric_datasets(self) -> list[str]:
        """The data files of the runs that made or used rubrics, the one of the newest run first."""
        sql = "SELECT json_extract(spec, '$.data') AS data FROM runs WHERE EXISTS "
        sql += "(SELECT 1 FROM run_rubrics WHERE run = runs.id) GROUP BY data ORDER BY max(number) DESC"
        return [row["data"] for row in self.rows(sql)]

    def rubric_generators(self) -> list[str]:
        """The names of the generators that wrote rubrics, in alphabetical order."""
        sql = f"SELECT DISTINCT generator {_LISTED} generator IS NOT NULL ORDER BY generator"
        return [row["generator"] for row in self.rows(sql)]

    def import_files(self) -> list[str]:
        """The names of the files that rubrics were imported from, in alphabetical order."""
        return [row["file"] for row in self.rows("SELECT DISTINCT file FROM imports ORDER BY file")]

    def _infos(self, sql: str, values: Mapping[str, object]) -> list[RubricInfo]:
        return [RubricInfo.model_validate(row) for row in self.rows(sql, values)]


def match_expression(search: str) -> str:
    """A user's words as an FTS5 query: each word, or its beginning, must occur. Never a syntax error."""
    words = search.replace("\x00", " ").split()
    return " ".join('"' + word.replace('"', '""') + '"*' for word in words)


def _condition(filters: RubricFilters) -> tuple[str, dict[str, object]]:
    """The WHERE condition of a list, and its values."""
    conditions, values = ["true"], dict[str, object]()
    if expression := match_expression(filters.get("search") or ""):
        conditions.append("number IN (SELECT rowid FROM rubrics_text WHERE rubrics_text MATCH :search)")
        values["search"] = expression
    for name, condition in _CONDITIONS.items():
        if (value := filters.get(name)) is not None:
            conditions.append(condition)
            values[name] = value
    if (approved := filters.get("approved")) is not None:
        conditions.append(f"approved_by IS {'NOT ' if approved else ''}NULL")
    return " AND ".join(conditions), values
