"""Mutated standards and data end in an answer or a ComplianceError: never a crash, never a hang.

The few hundred inputs of the default run are the first of the ten thousand that ``-m fuzz`` runs.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import itertools
import json
import random
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
import xlwt
from click.testing import CliRunner

import compliance
from compliance.cli import main
from compliance.documents.locate import shipped

SEED = 20160701
FEW, MANY = 200, 10_000
SLOWEST = 60.0  # a hang, not a speed: speed is for the benchmarks
RULEBOOKS = ("cn/moe/secondary-vocational-2010", "cn/fujian/fuzhou/secondary-vocational-2016")
TEXTS = {
    path.relative_to(shipped()).with_suffix("").as_posix(): text
    for path in sorted(shipped().rglob("*.yaml"))
    if re.search(r"^(clauses|change):", text := path.read_text(encoding="utf-8"), re.MULTILINE)
}
ODD_TEXTS = [
    *("", " ", "-", "—", "无", "NaN", "1:20", "20:3", "1:20—1:25", "约2.5万", "364余亩", "近60亩"),
    *("六十亩", "60亩", "４万平方米", "33㎡/生", "50％", "-5", "1,200", "1  200", "1e999999"),
    *("9" * 300, "1" + ",000" * 400, "亿" * 300, "1" + "亿" * 50, "(" * 500, "[" * 500, "a" * 5000),
    *("\ud7ff\u0315\u0300" * 300, "\x00", "\u2028", "{}", "{0}", "%s", "=1+1", "'; drop table"),
    *("../../etc/passwd", "<b>x</b>", "true", "null", "~", "0x10", "010", "*a", "&a", "!!x y"),
    *("students", "campus_area / 0", "1/0", "①", "𝟙", "🏫", "合计", "注：", "单位：万元", "（亩）"),
    *("生均", "公办", "2018-06-30", "62331平方米(生均41.2平方米)", "60亩(约合4万平方米)"),
    *("60亩(合1亩)", "0.525", "101%", "0", "1e5", "١٢"),
]
ODD_JSON: list[Any] = [None, True, 1.5, -1, 10**30, [], {}, [{"students": 1}]]
LABELS = [
    *("学校标识码", "学校名称", "区县", "举办性质", "占地面积（亩）", "建筑面积", "在校生数"),
    *("专任教师", "专业教师", "仪器设备总值（万元）", "生师比", "双师比", "图书", "是否新建"),
]
SCHOOLS: list[list[Any]] = [
    ["0031", "甲校", "台江", "公办", "60亩", 24000, 1200, 60, 31, 3, "1:20", "52%", "3万册", "是"],
    ["0032", "乙校", "", "民办", 59.4, "2万㎡", "110余", "近60", 29, "", "18.9:1", 52.5, 9, "否"],
    ["0033", "丙校", "福清市", "公办", "约60亩", None, 0, 0, None, "300万元", 0.05, "无", "-", ""],
]  # fmt: skip
TWELVE = 12
ODD_VALUES: list[Any] = [
    *ODD_TEXTS,
    *(None, True, False, 0, -1, 10**50, 10**5000, 1.5, -0.0, 1e300, 5e-324, 1j, b"60", b"\xff"),
    *(float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("1E+999999")),
    *(Decimal("1E-999999"), Decimal("1.10"), Fraction(1, 3), Fraction(1, 10**5000), range(3)),
    *([], [1], {}, {"a": 1}, (), {1}, object(), iter([1]), Path("x"), int, ..., "\ud800", [[[]]]),
    *(dt.time(1, 20), dt.time(1, 20, 30), dt.date(2018, 6, 30), dt.timedelta(hours=25)),
    *(dt.datetime(2018, 6, 30, tzinfo=dt.UTC), np.int64(5), np.float32(0.1), np.float64("nan")),
    *(np.bool_(1), np.array([1, 2]), np.array([]), pd.NA, pd.NaT, pd.Timestamp("2018-06-30")),
    *([{"students": 1, "在校生": 2}], [{"name": None}], [{"students": [1]}], [{}] * TWELVE),
    *([{"group": "工科", "equipment": "90万元", "students": 0}], [{"students": 1}] * TWELVE),
]
ODD_LABELS: list[Any] = [
    *LABELS,
    *("students", "majors", "占地", "校园占地面积", "（亩）", "", " ", "占地面积（元）"),
    *("\ud800", None, 1, 1.5, ("a",), b"x", "在校师生", "产权占地面积", "单位：万元", "师生比"),
    *("生均占地面积（亩）", "longitude", "year_built", "{x}", "x" * 3000),
]
HUGE = [b"-1", b"0", b"16384", b"1048576", b"99999999", b"4294967296", b"9" * 30]


def dice(seed: int) -> random.Random:
    """Numbers that are the same in every run."""
    return random.Random(seed)  # noqa: S311 - nothing secret hangs on them


def mutate_text(text: str, rng: random.Random) -> str:
    """One to three small injuries to a text of lines."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text = rng.choice(INJURIES)(text, rng)
    return text


def _character(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice([*"0123456789 :-{}[],\"'\t\n#&*!|>%@`≥亩㎡", ""]) + text[at + 1 :]


def _line(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(4)
    if kind == 0:
        del lines[one]
    elif kind == 1:
        lines.insert(two, lines[one])
    elif kind == 2:
        lines[one], lines[two] = lines[two], lines[one]
    else:
        lines = lines[: one + 1]
    return "\n".join(lines)


def _swap(text: str, rng: random.Random) -> str:
    """Exchange two values, or two words."""
    found = list(re.finditer(r"(?<=[:,] )[^\n,{}\[\]]+", text)) or list(re.finditer(r"\w+", text))
    if len(found) < 2:
        return text
    one, two = sorted(rng.sample(found, 2), key=lambda match: match.start())
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


def _replace(pattern: str, choose: Callable[[random.Random], str]) -> Any:
    """An injury that replaces one match of a pattern."""
    compiled = re.compile(pattern)

    def injure(text: str, rng: random.Random) -> str:
        found = list(compiled.finditer(text))
        if not found:
            return text
        one = rng.choice(found)
        return text[: one.start()] + choose(rng) + text[one.end() :]

    return injure


def _among(*choices: str) -> Callable[[random.Random], str]:
    return lambda rng: rng.choice(choices)


def _nested(rng: random.Random) -> str:
    depth = rng.choice((3, 15, 25, 300, 3000))
    start, end = rng.choice([("[", "]"), ("{a: ", "}"), ("(", ")"), ("not ", ""), ("- ", "")])
    return start * depth + "1" + end * rng.choice((0, depth))


KEYS = _among("id", "text", "at_least", "about", "formula", "unit", "by", "from", "x", "over", "1")
WORDS = _among("students", "majors", "owner", "new_build", "pass", "x", "year_built", "level", "m")
SIGNS = _among(" / ", " == ", " * ", " and ", " < ", " not ", " ", " ** ", " - ")
NUMBERS = _among(
    *("0", "-1", "1", "0.5", "9" * 39, "9" * 60, "1e999999999", "0." + "0" * 38 + "1", "1:0", "00"),
    *("1_000", ".5"),
)
INJURIES: list[Callable[[str, random.Random], str]] = [
    *(_character, _character, _line, _line, _swap),
    _replace(r"[A-Za-z_]+(?=:)", KEYS),
    _replace(r"(?<=: )[^\n,{}\[\]]+", _among(*ODD_TEXTS)),
    _replace(r"(?<=: )[^\n,{}\[\]]+", _nested),
    _replace(r"[0-9]+(?:\.[0-9]+)?", NUMBERS),
    _replace(r" (?:/|==|>=|in|and|or|-|\+|\*) ", SIGNS),
    _replace(r"[a-z_]+", WORDS),
]


def smaller(name: str, rng: random.Random) -> str:
    """A shipped standard with one to three of its clauses, which is as good to injure."""
    kept = []
    for block in re.split(r"\n(?=[a-z_]+:)", TEXTS[name]):
        head, *cards = re.split(r"\n(?=- )", block)
        if head.startswith(("clauses:", "change:", "add:")):
            cards = rng.sample(cards, min(len(cards), rng.randint(1, 3)))
        kept.append("\n".join([head, *cards]))
    return "\n".join(block for block in kept if not block.startswith("coverage:"))


def injured_standards(count: int, folder: Path) -> Iterator[tuple[int, Path]]:
    """Files of injured standards; some as bytes that are no longer UTF-8."""
    rng, path = dice(SEED), folder / "injured.yaml"
    weights = [1 if "base:" in text else 12 for text in TEXTS.values()]  # a base takes its time
    for n in range(count):
        text = smaller(*rng.choices(list(TEXTS), weights), rng)
        raw = mutate_text(text, rng).encode()
        path.write_bytes(_bytes(raw, rng) if rng.random() < 0.05 else raw)
        yield n, path


def attempt(n: int, work: Callable[[], object]) -> str:
    """What is wrong with how a piece of work ended, or nothing."""
    before = time.process_time()
    try:
        work()
    except compliance.ComplianceError as error:
        try:
            error.show("both")
        except Exception as worse:  # noqa: BLE001 - whatever it is, it is a failure
            return f"{n}: showing {error.code}: {worse!r}"
    except Exception as error:  # noqa: BLE001 - as above
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
        return f"{n}: {type(error).__name__}: {str(error)[:200]} at {line}"
    took = time.process_time() - before
    return f"{n}: {took:.1f} s" if took > SLOWEST else ""


def standards(count: int, folder: Path) -> list[str]:
    """Load and lint injured standards; what went wrong."""

    def work(path: Path) -> None:
        problems = compliance.lint(path)
        for problem in problems:
            problem.show("both")
        if not [problem for problem in problems if problem.severity == "error"]:
            compliance.check({"students": 1200, "campus_area": "60亩"}, compliance.load(path))

    made = injured_standards(count, folder)
    wrong = (attempt(n, functools.partial(work, path)) for n, path in made)
    return [each for each in wrong if each]


def _cells(rng: random.Random) -> list[list[Any]]:
    """The table with some cells, headings and rows injured."""
    rows = [list(LABELS), *(list(row) for row in SCHOOLS)]
    for _ in range(rng.randint(1, 4)):
        row, kind = rng.choice(rows), rng.randrange(6)
        if kind == 0 and row:
            row.pop(rng.randrange(len(row)))
        elif kind == 1:
            row.insert(rng.randint(0, len(row)), rng.choice(ODD_TEXTS))
        elif kind == 2:
            rows.insert(rng.randint(0, len(rows)), list(row))
        elif kind == 3:
            rows.insert(rng.randint(0, 3), [rng.choice(["", *ODD_TEXTS]) for _ in LABELS])
        elif row:
            row[rng.randrange(len(row))] = rng.choice(ODD_TEXTS)
    return rows


def _bytes(raw: bytes, rng: random.Random) -> bytes:
    """One to three places cut out, changed or filled in."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(raw) + 1)
        end = at + rng.choice((0, 1, 1, 1, 10, 500))
        raw = raw[:at] + rng.randbytes(rng.choice((0, 1, 1, 4))) + raw[end:]
    return raw


def _csv(rng: random.Random) -> tuple[str, bytes]:
    text = "\r\n".join(",".join("" if c is None else str(c) for c in row) for row in _cells(rng))
    if rng.random() < 0.5:
        text = mutate_text(text, rng)
    raw = text.encode(rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), "replace")
    return "t.csv", _bytes(raw, rng) if rng.random() < 0.3 else raw


def _record(rng: random.Random) -> dict[str, Any]:
    record: dict[str, Any] = dict(zip(LABELS, rng.choice(SCHOOLS), strict=True))
    for _ in range(rng.randint(1, 4)):
        label = rng.choice([label for label in ODD_LABELS if isinstance(label, str)])
        record[label] = rng.choice([*ODD_TEXTS, *ODD_JSON])
    return record


def _json(rng: random.Random) -> tuple[str, bytes]:
    records = [_record(rng) for _ in range(rng.randint(0, 3))]
    text = json.dumps(rng.choice([records, {"schools": records}]), ensure_ascii=rng.random() < 0.5)
    return "t.json", _text_or_bytes(text, rng)


def _ndjson(rng: random.Random) -> tuple[str, bytes]:
    records = [_record(rng) for _ in range(rng.randint(0, 3))]
    return "t.ndjson", _text_or_bytes("\n".join(json.dumps(r) for r in records), rng)


def _text_or_bytes(text: str, rng: random.Random) -> bytes:
    text = mutate_text(text, rng) if rng.random() < 0.7 else text
    raw = text.encode("utf-8", "replace")
    return _bytes(raw, rng) if rng.random() < 0.3 else raw


def _workbook(rng: random.Random) -> tuple[str, bytes]:
    """A sound workbook of odd cells, types and merges."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        page, clock = book.add_worksheet(), book.add_format({"num_format": "h:mm"})
        for n, row in enumerate(_cells(rng)):
            for c, cell in enumerate(row):
                if cell == "1:20":
                    page.write_datetime(n, c, dt.time(1, 20), clock)
                else:
                    odd = [0.1, -1.0, 1e300, float("nan"), True, 1.0542]
                    page.write(n, c, rng.choice([cell] * 30 + odd))
        if rng.random() < 0.4:
            top, left = rng.randrange(5), rng.randrange(12)
            right = left + rng.choice((0, 0, 1))
            page.merge_range(top, left, top + rng.randint(1, 3), right, rng.choice(["x", "60亩"]))
    return "t.xlsx", buffer.getvalue()


def _old_workbook() -> bytes:
    book, buffer = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("表")
    for n, row in enumerate([LABELS, *SCHOOLS]):
        for c, cell in enumerate(row):
            page.write(n, c, cell)
    book.save(buffer)
    return buffer.getvalue()


def _inside(raw: bytes, rng: random.Random) -> bytes:
    """A workbook one file of which is injured, so that no checksum shows it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        victim = rng.choice([name for name in old.namelist() if name.endswith(("xml", "rels"))])
        for name in old.namelist():
            part = old.read(name)
            if name == victim or ("sheet1" in name and rng.random() < 0.5):
                part = _bytes(part, rng) if rng.random() < 0.5 else _numbers(part, rng)
            new.writestr(name, part)
    return buffer.getvalue()


def _numbers(part: bytes, rng: random.Random) -> bytes:
    numbers = list(re.finditer(rb"[0-9]+", part))
    if not numbers:
        return part
    one = rng.choice(numbers)
    return part[: one.start()] + rng.choice(HUGE) + part[one.end() :]


WORKBOOKS = [_workbook(dice(n))[1] for n in range(5)]
OLD_WORKBOOK = _old_workbook()
FILES: list[Callable[[random.Random], tuple[str, bytes]]] = [
    *(_csv, _csv, _csv, _json, _json, _ndjson, _workbook, _workbook),
    lambda rng: ("t.xlsx", _bytes(rng.choice(WORKBOOKS), rng)),
    lambda rng: ("t.xlsx", _inside(rng.choice(WORKBOOKS), rng)),
    lambda rng: ("t.xls", _bytes(OLD_WORKBOOK, rng)),
]


def injured_data(rng: random.Random, folder: Path) -> Any:
    """A path of an injured file, or a profile of odd things."""
    if rng.random() < 0.3:
        profile: dict[Any, Any] = dict(zip(LABELS, rng.choice(SCHOOLS), strict=True))
        for _ in range(rng.randint(1, 5)):
            profile[rng.choice(ODD_LABELS)] = rng.choice(ODD_VALUES)
        return rng.choice([profile, [profile], [profile, {"name": "乙校"}]])
    name, raw = rng.choice(FILES)(rng)
    path = folder / name
    path.write_bytes(raw)
    return path


def data(count: int, folder: Path) -> list[str]:
    """Read and check injured data; what went wrong."""

    def work(given: Any, book: compliance.Rulebook, *, wholly: bool) -> None:
        schools = compliance.read(given)
        for issue in schools.all_issues:
            issue.show("both")
        findings = compliance.check(schools, book)
        if wholly:
            json.dumps(findings.to_dict(), ensure_ascii=False).encode()
            json.dumps(findings.schools.to_dict(), ensure_ascii=False).encode()

    rng, wrong = dice(SEED), []
    books = itertools.cycle([compliance.load(name) for name in RULEBOOKS])
    for n, book in zip(range(count), books, strict=False):
        given = injured_data(rng, folder)
        wrong.append(attempt(n, functools.partial(work, given, book, wholly=n % 5 == 0)))
    return [each for each in wrong if each]


def _arguments(rng: random.Random, given: Path, standard: Path, out: Path) -> list[str]:
    """A command line that somebody might mistype."""
    which = rng.choice([*RULEBOOKS, str(standard), "no/such", "", "x" * 300, "../cn/vocabulary"])
    common = ["--standard", which, "--lang", rng.choice(["zh", "en", "both"])]
    if rng.random() < 0.3:
        common += ["--on", rng.choice(["2018-06-30", "1900-01-01", "9999-12-31", "gestern", ""])]
    if rng.random() < 0.2:
        common += ["--reading", rng.choice(["student-teacher-ratio=band", "x=y", "x", "="])]
    common += ["--no-inferences"] * (rng.random() < 0.2)
    output = ["-o", str(out)] if rng.random() < 0.8 else []
    form = rng.choice(["table", "csv", "json", "ndjson"])
    fail_on = rng.choice(["fail,unknown", "none", "x", ""])
    school = ["--school", rng.choice(["0031", "甲校", "x"])]
    clause = ["--clause", rng.choice(["teachers", "campus-per-student", "x"])]
    return rng.choice(
        [
            ["check", str(given), *common, *output, "--format", form],
            ["check", str(given), *common, *output, "--fail-on", fail_on],
            ["explain", str(given), *common, *output, *school, *clause],
            ["inspect", str(given), *output, "--format", rng.choice(["table", "json"])],
            ["standards", "lint", str(standard), "--notes"],
            ["standards", "show", str(standard), *output],
            ["standards", "diff", str(standard), RULEBOOKS[0]],
        ]
    )


def command_line(count: int, folder: Path) -> list[str]:
    """Run the command line on injured files; what went wrong."""
    rng, wrong, out = dice(SEED), [], folder / "out"
    (folder / "in").mkdir()
    out.mkdir()
    for n, standard in injured_standards(count, folder / "in"):
        given = injured_data(rng, folder / "in")
        given = given if isinstance(given, Path) else folder / "in" / rng.choice(["no.csv", ""])
        arguments = _arguments(rng, given, standard, out / "result")
        result = CliRunner().invoke(main, arguments)
        left = {path.name for path in out.iterdir()}
        wanted = {"result"} if "-o" in arguments and result.exit_code in (0, 1) else set()
        crashed = result.exception is not None and not isinstance(result.exception, SystemExit)
        if crashed or result.exit_code not in range(5) or left != wanted:
            wrong.append(f"{n}: {arguments}: {result.exit_code} {result.exception!r} {left}")
        for name in left:
            (out / name).unlink()
    return wrong


def test_some_injured_standards(tmp_path: Path) -> None:
    """Loading and linting an injured standard ends in problems or in a sound rulebook."""
    assert standards(FEW, tmp_path) == []


def test_some_injured_data(tmp_path: Path) -> None:
    """Reading and checking injured data ends in findings, issues or FactsError."""
    assert data(FEW, tmp_path) == []


def test_some_command_lines(tmp_path: Path) -> None:
    """A command ends with exit code 0 to 4, its whole output file or none, and nothing else."""
    assert command_line(FEW, tmp_path) == []


@pytest.mark.fuzz
def test_many_injured_standards(tmp_path: Path) -> None:
    """Ten thousand injured standards are refused or understood."""
    assert standards(MANY, tmp_path) == []


@pytest.mark.fuzz
def test_many_injured_data(tmp_path: Path) -> None:
    """Ten thousand injured data files and profiles are refused or judged."""
    assert data(MANY, tmp_path) == []


@pytest.mark.fuzz
def test_many_command_lines(tmp_path: Path) -> None:
    """Hundreds of command lines on injured files end in order."""
    assert command_line(FEW * 3, tmp_path) == []
