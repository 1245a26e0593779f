"""Labels against verdicts as a matrix of counts: a line for each label; where both are the same it is in brackets."""

from typing import TYPE_CHECKING

from textual.content import Content

from touchstone.tui.widgets.table import fit

if TYPE_CHECKING:
    from touchstone.evaluation.agreement.confusion import Confusion

_LEAST, _USUAL, _MOST = 5, 9, 14
_SIDE = 20


def matrix_lines(found: "Confusion", width: int) -> list[Content]:
    """The matrix with its sums; names are cut to what `width` has room for."""
    columns = [*found.names, *(["unscored"] if any(found.without) else []), "all"]
    side = min(max(len("label"), *(len(name) for name in found.names)) + 1, _SIDE, max(width // 4, _LEAST))
    room = (width - side) // len(columns)
    size = max(_LEAST, min(_MOST, room, max(_USUAL, *(len(name) + 3 for name in columns))))
    lines = [
        Content.styled(" " * side + "  verdict of the judge", "$secondary"),
        Content.assemble(
            (fit("label", side), "$secondary"), *((_name(name, size), "bold") for name in columns)
        ),
    ]
    for row, name in enumerate(found.names):
        counts = [
            (_cell(count, size, same=row == column), "bold $primary" if row == column else "")
            for column, count in enumerate(found.counts[row])
        ]
        without = [(_cell(found.without[row], size), "$warning")] if any(found.without) else []
        total = sum(found.counts[row]) + found.without[row]
        lines.append(
            Content.assemble((fit(name, side), "bold"), *counts, *without, (_cell(total, size), "$secondary"))
        )
    sums = [sum(row[column] for row in found.counts) for column in range(len(found.names))]
    sums += [sum(found.without)] if any(found.without) else []
    total = found.compared + sum(found.without)
    lines.append(
        Content.assemble(
            (fit("all", side), "$secondary"), *((_cell(each, size), "$secondary") for each in (*sums, total))
        )
    )
    return lines


def _name(name: str, size: int) -> str:
    """A column's title above its numbers."""
    return f" {fit(name, size - 2, right=True)} "


def _cell(count: int, size: int, *, same: bool = False) -> str:
    return (f"[{count:,}]" if same else f"{count:,} ").rjust(size)
