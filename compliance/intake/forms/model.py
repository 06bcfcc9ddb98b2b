"""The model of a form description: which sheets a form has, and where each fact stands on them."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from compliance.model import FormatOne, Identifier, Model, Title, Words, Yes
from compliance.text import plain

ADDRESS = r"^[A-Z]{1,3}[1-9][0-9]{0,5}$"
EVIDENCE = r"^(S|I|C|V[1-9])$"
STEP = ">"
"""Stands between a heading and the one below it: 固定资产总值 > 教学仪器设备值."""
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Address = Annotated[str, StringConstraints(pattern=ADDRESS)]
Labels = Annotated[tuple[Words, ...], Field(min_length=1)]


def _labelled(schema: dict[str, Any]) -> None:
    """A row, a column, or both."""
    one = [{"required": [key], "properties": {key: {"type": "array"}}} for key in ("row", "column")]
    schema["anyOf"] = one


class Cell(Model):
    """Where one fact stands: in which row, below which heading."""

    model_config = ConfigDict(json_schema_extra=_labelled)

    fact: Identifier
    row: Labels | None = Field(
        default=None, description="labels of the row; without: the first row of data 行标签"
    )
    column: Labels | None = Field(
        default=None, description="headings of the column; without: beside the label 列标题"
    )
    unit: Words | None = Field(default=None, description="of plain numbers 纯数字的单位")
    address: Address | None = Field(
        default=None, description="where it stood in the form that was seen 已见版本的地址"
    )
    optional: Yes | None = Field(
        default=None, description="not known to be on the form 不确定表上是否有"
    )

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label of it."""
        return (*(self.row or ()), *(self.column or ()))


class Sheet(Model):
    """A sheet of the form; without ``name`` it is known by holding all that it must hold."""

    name: Annotated[tuple[Words, ...], Field(min_length=1)] | None = Field(
        default=None, description="names of the sheet, * for any text 工作表名"
    )
    table: Words | None = Field(
        default=None, description="the table number, in the sheet's name or first rows 表号"
    )
    cells: Annotated[tuple[Cell, ...], Field(min_length=1)]

    def is_named(self, name: str) -> bool:
        """Whether a sheet's name is one of this sheet.

        >>> cells = ({"fact": "name", "row": ("学校名称",)},)
        >>> sheet = Sheet.model_validate({"name": ("教基1001_*",), "cells": cells})
        >>> sheet.is_named("教基1001_中等技术学校"), sheet.is_named("教基1001汇总")
        (True, False)
        """
        return any(fnmatchcase(plain(name), one) for one in self._names)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(map(plain, self.name or ()))

    @property
    def required(self) -> tuple[Cell, ...]:
        """The cells that the form is known to have."""
        return tuple(cell for cell in self.cells if not cell.optional)


class FileName(Model):
    """What the name of a workbook says, where no cell says it."""

    pattern: Words = Field(
        description="the name, with {fact} for each fact 文件名，如 {name}({level})"
    )
    values: dict[Identifier, dict[Words, Words]] = Field(
        default_factory=dict, description="what a text in the name stands for 文件名中文字的含义"
    )

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the pattern names."""
        return tuple(_PLACE.findall(self.pattern))

    def read(self, stem: str) -> dict[str, str]:
        """The facts that a file's name states, without its ending.

        >>> FileName(pattern="{name}({level})").read("甲校（小学）")
        {'name': '甲校', 'level': '小学'}
        """
        found = self._expression.fullmatch(plain(stem))
        if found is None:
            return {}
        given = {name: text.strip() for name, text in found.groupdict().items() if text.strip()}
        return {name: self.values.get(name, {}).get(text, text) for name, text in given.items()}

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        pieces = _PLACE.split(plain(self.pattern))
        return re.compile("".join(
            f"(?P<{piece}>.+)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces)
        ))  # fmt: skip


class Form(Model):
    """A form as schools file it: one workbook a school."""

    format: FormatOne
    title: Title
    document: Words = Field(description="the document that lays the form down 依据文件")
    evidence: Annotated[str, Field(pattern=EVIDENCE, description="how well it is known 来源强度")]
    vocabulary: Words = Field(default="cn/vocabulary", description="whose facts these are 数据项表")
    known: Title = Field(description="what of the layout is known, and what is not 已知与未知")
    file: FileName | None = None
    sheets: Annotated[tuple[Sheet, ...], Field(min_length=1)]

    @cached_property
    def facts(self) -> frozenset[str]:
        """Every fact that the form may state."""
        cells = {cell.fact for sheet in self.sheets for cell in sheet.cells}
        return frozenset(cells.union(self.file.facts if self.file else ()))
