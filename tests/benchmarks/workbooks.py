"""A region's workbook of schools to a ledger in CSV."""

from __future__ import annotations

import cProfile
import csv
import importlib
import io
import os
import pstats
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from figures import ROOT, Figure, seconds

import compliance
from compliance.reports.files import csv_blocks, write

STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
RUNS = 3
POOLS = ("工科类专业", "医药类专业", "其他专业")
POOL_HEADINGS = ("在校生数（人）", "仪器设备值（万元）")
HEADINGS = (
    "学校标识码", "学校名称", "所在区县", "办学层次", "是否新建",
    "学历教育在校生数（人）", "专任教师（人）", "专业教师（人）", "公共课教师（人）", "师生比",
    "占地面积（亩）", "规划用地面积（亩）", "生均用地面积（㎡/生）",
    "校舍建筑面积（㎡）", "建筑规划面积（万㎡）", "生均校舍建筑面积（㎡/生）",
    "实训设施设备总值（万元）", "专业结构比较合理", "各种场地设施基本满足学校办学需要",
    "各种建筑和设施符合国家建设和安全标准", "有与所设专业相适应的校内实训场所和设施设备",
)  # fmt: skip


def sheet(count: int) -> Iterator[list[object]]:
    """The rows below the headings: some figures missing, approximate, or text with a unit."""
    chance = random.Random(2016)  # noqa: S311 - test data
    for n in range(count):
        students = chance.choice((1200, *range(300, 3000, 7)))
        teachers = max(1, students // chance.randint(14, 30))
        specialists = teachers * chance.randint(3, 7) // 10
        mu, floor = chance.randint(200, 900) / 10, students * chance.randint(12, 30)
        row: list[object] = [
            f"35{n:08}", f"第{n}职业学校", f"{chance.randint(1, 13)}区", "中等职业学校",
            chance.choice("是否"), students, teachers, specialists, teachers - specialists,
            f"1:{students / teachers:.1f}", mu, mu + chance.randint(0, 9),
            round(mu * 2000 / 3 / students, 2), floor, floor / 10_000,
            round(floor / students, 2), chance.randint(2500, 6000) / 10,
            *(chance.choice(("符合", "符合", "不符合")) for _ in range(2)),
            f"闽建验〔2015〕{n}号", chance.choice(("有", "没有")),
        ]  # fmt: skip
        for _ in POOLS:
            members = students // len(POOLS)
            row += [members, members * chance.randint(2000, 3500) / 10_000]
        if chance.random() < 0.1:
            row[chance.randint(5, len(row) - 1)] = chance.choice(("", "—"))
        if chance.random() < 0.05:
            row[10] = f"约{round(mu)}亩"
        if chance.random() < 0.05:
            row[13] = f"{floor / 10_000}万㎡"
        yield row


def write_workbook(path: Path, rows: list[list[object]]) -> None:
    """Two heading rows: the pools of majors stand over their columns."""
    xlsxwriter: Any = importlib.import_module("xlsxwriter")
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("学校")
        for column, heading in enumerate(HEADINGS):
            page.write(1, column, heading)
        for n, pool in enumerate(POOLS):
            column = len(HEADINGS) + n * len(POOL_HEADINGS)
            page.merge_range(0, column, 0, column + len(POOL_HEADINGS) - 1, pool)
            page.write_row(1, column, POOL_HEADINGS)
        for at, row in enumerate(rows, 2):
            page.write_row(at, 0, row)


def profile_of(row: list[object]) -> dict[str, object]:
    """A row of the sheet as a profile: the same school by another way in."""
    plain = dict(zip(HEADINGS, row, strict=False))
    found: dict[str, object] = {}
    for heading, value in plain.items():
        name, _, unit = heading.rstrip("）").partition("（")
        with_unit = isinstance(value, int | float) and unit
        found[name] = f"{value}{unit}" if with_unit else value
    majors = []
    for n, pool in enumerate(POOLS):
        students, equipment = row[len(HEADINGS) + 2 * n : len(HEADINGS) + 2 * n + 2]
        value = f"{equipment}万元" if isinstance(equipment, float) else equipment
        majors.append({"name": pool, "group": pool, "students": students, "equipment": value})
    return {**found, "majors": majors}


def figures(count: int, *, profile: bool = False) -> list[Figure]:
    """The command line from workbook to ledger, and where the time goes."""
    name = f"{count} schools from XLSX to ledger CSV"
    try:
        importlib.import_module("xlsxwriter")
        importlib.import_module("python_calamine")
    except ImportError as error:
        return [Figure(name, "s", [], 5, str(error))]
    rows = list(sheet(count))
    with tempfile.TemporaryDirectory() as folder:
        book, ledger = Path(folder) / "schools.xlsx", Path(folder) / "ledger.csv"
        write_workbook(book, rows)
        cpu, wall = [], []
        for _ in range(RUNS):
            before = _children()
            wall.append(seconds(lambda: _command(book, ledger)))
            cpu.append(_children() - before)
        written = ledger.read_text(encoding="utf-8-sig")
        _same(written, [profile_of(row) for row in rows])
        own = Path(folder) / "own.csv"
        stages = [_stages(book, own) for _ in range(RUNS)]
        assert own.read_text(encoding="utf-8-sig") == written
        if profile:
            _profile(lambda: _stages(book, own))
    of = f"  of which, in this process: {'{}'}"
    return [
        Figure(f"{name}, command line, wall", "s", wall, 5 if count == 10_000 else None),
        Figure(f"{name}, command line, CPU", "s", cpu),
        *(Figure(of.format(stage), "s", [times[stage] for times in stages])
          for stage in ("load", "read", "check", "write")),
    ]  # fmt: skip


def _children() -> float:
    """CPU seconds of the processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _command(book: Path, ledger: Path) -> None:
    run = [sys.executable, "-m", "compliance", "check", str(book), "--standard", STANDARD,
           "--format", "csv", "-o", str(ledger), "--fail-on", "none"]  # fmt: skip
    subprocess.run(run, check=True, capture_output=True, cwd=ROOT)


def _stages(book: Path, ledger: Path) -> dict[str, float]:
    clock = time.perf_counter
    start = clock()
    rulebook = compliance.load(STANDARD)
    loaded = clock()
    schools = compliance.read(book)
    read = clock()
    findings = compliance.check(schools, rulebook)
    checked = clock()
    write(ledger, csv_blocks(findings), for_excel=True)
    return {"load": loaded - start, "read": read - loaded, "check": checked - read,
            "write": clock() - checked}  # fmt: skip


def _same(written: str, profiles: list[dict[str, object]]) -> None:
    """The ledger's verdicts are those of the same schools given as profiles."""
    findings = compliance.check(profiles, compliance.load(STANDARD))
    ledger = csv.DictReader(io.StringIO(written))
    for one, other in zip(ledger, findings.ledger(), strict=True):
        assert all(one[key] == other[key] for key in ("school", "clause", "part", "verdict"))
        assert one["reason"] == other["reason"]


def _profile(work: Callable[[], object]) -> None:
    with cProfile.Profile() as profiler:
        work()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(10)
