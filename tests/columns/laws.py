"""Standards written for a test: a few clauses, and measures they read."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import compliance
from compliance.rulebook import rulebook as loading

FOLDER = Path(tempfile.mkdtemp(prefix="standards-"))
HEAD = {
    "format": 1, "title": {"zh": "试验标准"}, "issuer": "试验", "document": "试〔2020〕1号",
    "in_force": {"from": "2000-01-01"}, "subject": "school",
}  # fmt: skip
CARD = {"cite": "第一条", "evidence": "S", "text": "试验"}
MEASURES = {
    "land": {"formula": "campus_area / students", "unit": "m²/student", "zh": "甲"},
    "ratio": {"formula": "teachers / students", "unit": "teacher/student", "zh": "乙"},
    "share": {"formula": "senior_teachers / teachers", "unit": "%", "zh": "丙"},
    "spare": {"formula": "campus_area - floor_area", "unit": "m²", "zh": "丁"},
    "crowd": {"formula": "floor_area * teachers / (campus_area * students)",
              "unit": "teacher/student", "zh": "戊"},
    "square": {"formula": "floor_area * teaching_area / (campus_area * planned_campus_area)",
               "unit": "%", "zh": "壬"},
    "funds": {"formula": "funds / students", "unit": "元/student", "zh": "己"},
    "rich": {"formula": "(floor_area + rented_floor_area) / (students + capacity)",
             "unit": "m²/student", "zh": "庚"},
    "capped": {"formula": "senior_teachers + min(part_time_teachers, teachers)",
               "unit": "teacher", "zh": "癸"},
    "filled": {"formula": "max(senior_teachers, teachers)", "unit": "teacher", "zh": "子"},
    "excess": {"formula": "max(senior_teachers - teachers, 0)", "unit": "teacher", "zh": "丑"},
    "printed": {"formula": "campus_area / students", "unit": "m²/student", "zh": "辛",
                "printed": "printed_campus_per_student"},
}  # fmt: skip


def law(clauses: dict[str, dict[str, Any]], **more: Any) -> compliance.Rulebook:
    """Clauses by their ids; measures are those above."""
    used = {clause.get("measure") for clause in clauses.values()}
    document = {
        **HEAD, "measures": {name: one for name, one in MEASURES.items() if name in used}, **more,
        "clauses": [{"id": name, **CARD, **clause} for name, clause in clauses.items()],
    }  # fmt: skip
    return load(json.dumps(document, ensure_ascii=False), "2015-07-01", inferences=True)


@cache
def load(text: str, day: str, *, inferences: bool) -> compliance.Rulebook:
    """A document as a rulebook; no law was quoted, so nothing can be said against its words."""
    path = FOLDER / f"law-{load.cache_info().currsize}.yaml"
    path.write_text(text, encoding="utf-8")
    with patch.object(loading, "against_text", lambda *_: ()):
        return compliance.load(path, day, inferences=inferences)
