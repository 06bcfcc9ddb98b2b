"""Reports as JSON records, and findings read back from one: what it says must still be so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from compliance.checking.check import check
from compliance.checking.findings import Findings
from compliance.errors import ComplianceError, Place, Problem
from compliance.rulebook.rulebook import Rulebook
from compliance.schemas.advised import AdviceRecord
from compliance.schemas.checked import FindingsRecord
from compliance.schemas.planned import PlanRecord

SHOWN = 20
"""How many differences are told at most."""


class ReportRecord(FindingsRecord):
    """A report as JSON: the record of the findings, with advice and plan where it has them."""

    advice: AdviceRecord | None = None
    plan: PlanRecord | None = None


def read_findings(
    path: str | Path, data: Any, rulebook: Rulebook, *, waivers: Any = None, members: Any = None
) -> Findings:
    """The findings that a JSON record holds, judged anew from the data that they are of.

    A record alone cannot give findings back: it holds of each school what its clauses read, not
    all that the school reported. With the data it can, and must agree in every field.

    Args:
        path: a file that ``check --format json`` or ``report`` has written.
        data: what was judged, as for ``compliance.check``.
        rulebook: what it was judged by.
        waivers: as for ``compliance.check``.
        members: likewise.

    Raises:
        ComplianceError: the file is no such record (``record-unreadable``), or says otherwise
            than the judgement (``record-differs``), field by field.

    >>> import compliance, tempfile
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> schools = [{"id": "A1", "campus_area": 39000, "students": 1200}]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = compliance.report(f"{folder}/a.json", compliance.check(schools, rulebook))
    ...     findings = read_findings(path, schools, rulebook)
    >>> findings["A1"]["campus-per-student"].verdict
    'fail'
    """
    path = Path(path)
    recorded = _record(path)
    findings = check(data, rulebook, waivers=waivers, members=members)
    judged = json.loads(json.dumps(findings.to_dict()))
    kept = {name: value for name, value in recorded.items() if name not in ("advice", "plan")}
    found = [
        Problem("record-differs", Place(str(path)),
                values={"where": where, "recorded": said, "judged": is_})
        for (where, said, is_), _ in zip(_differences(kept, judged, ""), range(SHOWN), strict=False)
    ]  # fmt: skip
    if found:
        raise ComplianceError(*found)
    return findings


def _record(path: Path) -> dict[str, Any]:
    """A file's JSON, once it is known to be a record."""
    why = ""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text)
        ReportRecord.model_validate_json(text)
    except OSError as error:
        why = error.strerror or ""
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except (ValueError, RecursionError) as error:
        why = str(error)
    if why:
        raise ComplianceError(Problem("record-unreadable", Place(str(path)), values={"why": why}))
    return dict(found)


def _differences(recorded: Any, judged: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Every field in which two records differ, with what each says."""
    if isinstance(recorded, dict) and isinstance(judged, dict):
        for key in {**recorded, **judged}:
            inner = f"{where}.{key}".removeprefix(".")
            yield from _differences(recorded.get(key), judged.get(key), inner)
    elif isinstance(recorded, list) and isinstance(judged, list) and len(recorded) == len(judged):
        for n, (one, other) in enumerate(zip(recorded, judged, strict=True)):
            yield from _differences(one, other, f"{where}[{_named(other, n)}]")
    elif recorded != judged or type(recorded) is not type(judged):
        yield where, _short(recorded), _short(judged)


def _named(record: Any, number: int) -> str:
    """A record of a list by its clause or school, or else by its place."""
    if not isinstance(record, dict):
        return str(number)
    part = f" {record['part']}" if record.get("part") else ""
    return f"{record.get('clause') or record.get('school') or number}{part}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
