"""Cells of SQL as projections, one after the other, so that nothing is done twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from compliance.checking.columns.sql.text import ELSE, WHEN, Sql, Statements

WORTH, WASTE = 2, 4
"""Operations from which a piece that every row needs, and needs twice, becomes a column of its
own; and those done again from which any other piece does.
"""


class Steps:
    """Cells written as the columns of a chain of projections.

    Inside the chain columns have ``names`` by the identity of their piece, or else numbers,
    whatever the frame calls its own; ``read`` are those that the first projection reads.
    """

    def __init__(
        self, language: Statements, cells: Mapping[str, Any], where: Any = True,  # noqa: FBT002
        names: Mapping[int, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.name, self.names = language.dialect.name, names
        self.read: list[str] = []
        self.uses: dict[int, int] = {}
        self.always: set[int] = set()
        self.texts: dict[int, str] = {}
        self.levels: dict[int, int] = {}
        self.work: dict[int, int] = {}
        self.steps: list[list[str]] = [[]]
        pieces = {name: language.side(cell) for name, cell in cells.items()}
        self.filter = None if where is True else language.side(where)
        for piece in [*pieces.values(), *([] if self.filter is None else [self.filter])]:
            self._count(piece)
            self._mark(piece)
        self.kept = None if self.filter is None else self._write(self.filter)
        self.outputs = [f"{self._write(piece)} AS {self.name(name)}"
                        for name, piece in pieces.items()]  # fmt: skip

    def of(self, frame: Any) -> Any:
        """The cells of a frame of Spark or duckdb, lazily."""
        for n, step in enumerate(self.steps):
            frame = _projected(frame, ["*", *step] if n else step)
        if self.kept is not None:
            frame = self._filtered(frame, self.kept)
        return _projected(frame, self.outputs)

    def _filtered(self, frame: Any, kept: str) -> Any:
        """Some rows; Spark would write all steps into the filter to ask it first of all."""
        if hasattr(frame, "selectExpr"):
            name = self.name("_kept")
            frame, kept = frame.selectExpr("*", f"stack(1, {kept}) AS ({name})"), name
        return frame.filter(kept)

    def _count(self, piece: Sql) -> None:
        """How often a piece is needed."""
        self.uses[id(piece)] = self.uses.get(id(piece), 0) + 1
        if self.uses[id(piece)] == 1:
            for part, _ in _parts(piece):
                self._count(part)

    def _mark(self, piece: Sql) -> None:
        """That every row needs a piece."""
        if id(piece) not in self.always:
            self.always.add(id(piece))
            for part, sure in _parts(piece):
                if sure:
                    self._mark(part)

    def _write(self, piece: Sql) -> str:
        """The text that stands for a piece; what stands in a step is a column's name."""
        known = id(piece)
        if known not in self.texts:
            text = self._text(piece)
            parts = [id(part) for part, _ in _parts(piece)]
            level = max((self.levels[part] for part in parts), default=0)
            work = sum(self.work[part] for part in parts) + _work(piece)
            if piece.column:
                self.read.append(piece.column)
            if piece.column or self._is_step(known, work):
                name = self.name(self.names.get(known, f"_{len(self.texts)}"))
                self.steps += [[] for _ in range(level + 1 - len(self.steps))]
                self.steps[level].append(f"{text} AS {name}")
                text, level, work = name, level + 1, 0
            self.texts[known], self.levels[known], self.work[known] = text, level, work
        return self.texts[known]

    def _is_step(self, known: int, work: int) -> bool:
        again = self.uses[known] - 1
        return again * work >= WASTE or (again > 0 and work >= WORTH and known in self.always)

    def _text(self, piece: Sql) -> str:
        texts = [part if isinstance(part, str) else self._write(part) for part in piece.parts]
        if texts[4:5] == [ELSE] and texts[5].startswith(WHEN):
            texts[4:] = [" ", texts[5].removeprefix("CASE ")]
        return "".join(texts)


def _parts(piece: Sql) -> Iterator[tuple[Sql, bool]]:
    """The pieces of a piece, and whether each row that needs the whole needs the part."""
    case = piece.parts[0] == WHEN
    for n, part in enumerate(piece.parts):
        if isinstance(part, Sql):
            yield part, n == 1 or not (case or piece.parts[2] in (" AND ", " OR "))


def _work(piece: Sql) -> int:
    """What a piece costs beside its parts; a division as much as two comparisons."""
    if " / " in piece.parts or "CAST(" in piece.parts:
        return 2
    return int(
        len(piece.parts) > 1 and " IS NULL)" not in piece.parts and "NULLIF(" not in piece.parts
    )


def _projected(frame: Any, texts: list[str]) -> Any:
    if hasattr(frame, "selectExpr"):
        return frame.selectExpr(*texts)
    return frame.project(", ".join(texts))
