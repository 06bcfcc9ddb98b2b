"""Measure many schools at once: ``python tests/benchmarks/bulk/run.py [--only NAME ...]``.

Each comparison with hand-written code runs in this process, each peer in an environment of its
own, which is made below the work folder and used again. Nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path[0] = str(BENCHMARKS)  # not this folder: its modules are known as ``bulk.…``
sys.path.insert(1, str(BENCHMARKS.parents[1]))

from bulk import growth, ours, page, spark, tables  # noqa: E402 - found by the path above
from bulk.data import GRAINS, SEED, on_the_line, reference, schools, stored  # noqa: E402
from bulk.environments import NotRun, here, python_for, reported  # noqa: E402
from bulk.peers.peer import Many, wrong  # noqa: E402
from bulk.results import Job, Results  # noqa: E402
from bulk.timing import ROUNDS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (100_000, 1_000_000, 5_000_000)
PEERS = ("pandera_polars", "pandera_pandas", "pointblank", "great_expectations", "openfisca",
         "plain_python", "pydantic_model", "datalogic", "datalogic_each", "zen_engine", "cel",
         "json_schema", "durable_rules", "rule_engine")  # fmt: skip
SHARED = {"datalogic_each": "datalogic"}
"""Peers that use another's environment."""


class Run:
    """One run of the benchmark: what it is asked for, and where it keeps what it finds."""

    def __init__(self, sizes: list[int], rounds: int, work: Path) -> None:
        self.sizes, self.rounds, self.work = sorted(sizes), rounds, work
        self.usual = self.sizes[len(sizes) // 2]
        self.results = Results(work / "results.json")

    def add(self, job: Job) -> None:
        """Keep a job and say that it is done."""
        self.results.add(job)
        print(page.line(job), flush=True)

    def tables(self) -> None:
        """Hand-written code, library by library, at every size."""
        for count in self.sizes:
            for job in tables.figures(count, self.work, self.rounds):
                self.add(job)

    def growth(self) -> None:
        """Time by schools and by clauses."""
        self.add(growth.schools(self.sizes[0], self.sizes[-1], self.work, self.rounds))
        self.add(growth.clauses(self.work, self.rounds))

    def single(self) -> None:
        """One school at a time."""
        for job in growth.single(self.work, self.rounds):
            self.add(job)

    def memory(self) -> None:
        """The peak of a new process that judges the largest table."""
        count, name = self.sizes[-1], "memory"
        title = "peak memory / input and output"
        ratio: tuple[float, ...] = ()
        why = ours.not_ready()
        note = f"not run: {why}"
        if not why:
            stored(count, self.work)
            found = here("bulk.growth", "--schools", str(count), "--work", str(self.work))
            both = found["input"] + found["output"]
            ratio = (found["peak"] / both,)
            note = (f"{found['peak'] / 1e9:.2f} GB against {both / 1e9:.2f} GB; "
                    f"{found['loaded'] / 1e9:.2f} GB when the input was loaded, "
                    f"{found['start'] / 1e9:.2f} GB before")  # fmt: skip
        self.add(Job(name, title, count, 1.25, wall=ratio, note=note))

    def spark(self) -> None:
        """Spark, in its environment."""
        count, title = self.usual, "Spark, lazily, to a sink / hand-written Spark SQL"
        try:
            python = python_for("spark", spark.REQUIRES, self.work)
            found = reported(python, "bulk.spark", *self._arguments(count))
        except NotRun as why:
            self.add(Job("spark", title, count, 1.5, note=f"not run: {why}"))
            return
        over = found.get("over", {"wall": [], "cpu": []})
        note = f"not run: {found['not_run']}" if found["not_run"] else ""
        self.add(Job("spark", title, count, 1.5, wall=tuple(over["wall"]), note=note))

    def peer(self, name: str) -> None:
        """A peer, in its environment: its speed, its memory, and its wrong answers."""
        of: Any = importlib.import_module(f"bulk.peers.{name}").PEER
        try:
            python = python_for(SHARED.get(name, name), of.requires, self.work)
            arguments = self._arguments(self.usual)
            found = reported(python, "bulk.peer_process", name, *arguments)
            found["kind"] = type(of).__name__
            if isinstance(of, Many):
                memory = reported(python, "bulk.peer_process", name, "--memory", *arguments)
                found |= memory
        except NotRun as why:
            found = {"kind": type(of).__name__, "answers": of.answers, "why": str(why)}
        self.results.add_peer(name, found)
        print(page.peer_line(name, found), flush=True)

    def right(self) -> None:
        """This library's own answers, counted as a peer's are."""
        for name, codes in {"exact": ours.exact_codes, "columns": ours.columns_codes}.items():
            try:
                frame = schools(self.sizes[0], self.work)[:10_000]
                found = {"ordinary": wrong(codes(frame), reference(frame))}
                for kind in GRAINS:
                    line = on_the_line(kind)
                    found[kind] = wrong(codes(line.frame, line.units), line.right)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
                why = f"{type(error).__name__}: {error}".splitlines()[0]
                self.results.add_peer(f"ours, {name}", {"kind": "Ours", "why": why})
                print(f"ours, {name}: not run: {why}")
                continue
            self.results.add_peer(f"ours, {name}", {"kind": "Ours", "answers": "codes",
                                                    "wrong": found})  # fmt: skip
            print(f"ours, {name}: {found}")

    def _arguments(self, count: int) -> list[str]:
        stored(count, self.work)
        return ["--schools", str(count), "--rounds", str(self.rounds), "--work", str(self.work)]


def main() -> None:
    """Run what is asked for, or all, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", nargs="+", metavar="NAME", help="what to run")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--work", type=Path, help="where data and environments are kept")
    parser.add_argument("--write", type=Path, help="the page of results")
    options = parser.parse_args()
    owner = os.getuid() if hasattr(os, "getuid") else 0
    work = options.work or Path(tempfile.gettempdir()) / f"bulk-benchmark-{SEED}-{owner}"
    work.mkdir(parents=True, exist_ok=True)
    run = Run(options.schools, options.rounds, work.resolve())
    parts: dict[str, Callable[[], None]] = {
        "right": run.right, "tables": run.tables, "growth": run.growth, "single": run.single,
        "memory": run.memory, "spark": run.spark,
        **{name: lambda name=name: run.peer(name) for name in PEERS},  # type: ignore[misc]
    }  # fmt: skip
    chosen = options.only or list(parts)
    unknown = [name for name in chosen if name not in parts]
    if unknown:
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(parts)}")
    for name in chosen:
        parts[name]()
    target = options.write or work / "performance.md"
    target.write_text(page.page(run.results), encoding="utf-8")
    print(f"written: {target}")


if __name__ == "__main__":
    main()
