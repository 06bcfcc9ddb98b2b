"""What a ruling lacks, where many facts may be lacking, and where another figure states it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

import compliance

AREA = {"type": "number", "unit": "m²", "decimals": 2, "largest": 10**6, "merge": "sum"}
HEAD = {
    "format": 1, "title": {"zh": "试验"}, "issuer": "试验", "document": "试",
    "in_force": {"from": "2000-01-01"}, "subject": "school",
}  # fmt: skip


def load(folder: Path, formula: str, facts: dict[str, Any], called: str) -> compliance.Rulebook:
    each = formula.startswith("printed")
    unit, asked = ("m²/student", "20㎡/生") if each else ("m²", "20㎡")
    clause = {"id": "area", "cite": "1", "paraphrase": f"{called}不少于{asked}", "evidence": "I",
              "measure": "m", "at_least": f"20 {unit}"}  # fmt: skip
    measure = {"formula": formula, "unit": unit, "zh": called, "called": called}
    path = folder / "needs.yaml"
    document = HEAD | {"facts": facts, "measures": {"m": measure}, "clauses": [clause]}
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return compliance.load(path)


def both(frame: pl.DataFrame, rulebook: compliance.Rulebook) -> tuple[list[Any], list[Any]]:
    columns = ["school", "verdict", "reason", "needs"]
    exact, found = (
        compliance.check(frame, rulebook, engine=engine).to_frame().select(columns)
        for engine in ("exact", "columns")
    )
    return exact.rows(), found.cast({pl.Enum: pl.String, pl.Categorical: pl.String}).rows()


def test_many_facts_may_be_lacking(tmp_path: Path) -> None:
    """Of a sum of sixteen facts exactly the missing ones are named, as by the exact engine."""
    names = [f"hall{n}" for n in range(16)]
    facts = {name: AREA | {"zh": f"厅{n}号", "en": name} for n, name in enumerate(names)}
    rulebook = load(tmp_path, " + ".join(names), facts, "各厅面积")
    frame = pl.DataFrame([{"id": "all"} | dict.fromkeys(names, 2.0), {"id": "none"},
                          {"id": "some"} | dict.fromkeys(names[::3], 2.0)])  # fmt: skip
    exact, found = both(frame, rulebook)
    assert exact == found
    assert [len(row[3].split(", ")) for row in found if row[0] != "all"] == [16, 10]


def test_a_figure_that_another_column_states(tmp_path: Path) -> None:
    """24000㎡（生均19㎡） states 生均 too: beside a column of 20 the two contradict each other."""
    rulebook = load(tmp_path, "printed_floor_per_student", {}, "生均建筑面积")
    area = next(name for name, fact in rulebook.vocabulary.numbers()
                if fact.per_student == "printed_floor_per_student")  # fmt: skip
    frame = pl.DataFrame({"id": ["a", "b"], area: ["24000㎡（生均19㎡）", "24000㎡"],
                          "printed_floor_per_student": [20.0, 20.0]})  # fmt: skip
    exact, found = both(frame, rulebook)
    assert sorted(exact) == sorted(found)
    assert {row[0]: row[1] for row in found} == {"a": "unknown", "b": "pass"}
