"""The page of results, in Markdown."""

from __future__ import annotations

from statistics import median
from typing import Any

from bulk.results import Job, Results

HEAD = """# Performance

Thirteen clauses (`tests/benchmarks/thirteen.yaml`) over schools that are made up around every
limit: in each numeric column one figure in twenty is missing, in the flag one in fifty, three
schools in a hundred have a zero divisor, and some are exactly on a limit. For each school and
clause the outcome is a code and a measured value. Before anything is timed, its codes are compared
with exact integers, school by school; peers that answer otherwise have their errors counted below.

A figure is the median of the ratios of runs that took turns in one process, by the clock; beside it
the smallest and the largest, and the median for processor time. The frame is in memory before and
after; what a run makes is freed before the next. `data checked and judged` starts from the raw
frame, the other lines from schools that `compliance.read` has checked.
"""
AGAIN = """## Run it again

```sh
python tests/benchmarks/bulk/run.py --schools 100000 1000000 5000000 --write docs/performance.md
```

`--only NAME ...` runs a part (a wrong name lists them) and leaves the other results as they were;
`--work FOLDER` says where data, results and the environments of the peers are kept.
"""
REASONS = {
    "polars, verdicts only": "at 100,000 schools two of four milliseconds are Python: finding the"
    " plan of the columns and giving them names; at more it is within the noise of the bound",
    "polars, long": "at 100,000 schools the names of the clauses, 1.3 million values, are written"
    " in a time in which the wide frame is nearly done",
    "pandas in and out": "at 100,000 schools the same two milliseconds of Python weigh a fifth",
    "pyarrow in and out": "the same two milliseconds, and texts that pyarrow cannot share",
    "duckdb relation to a result": "most of it is fetching the relation with its text ids and"
    " looking through the data, which the hand-written SQL does not do: figures out of range, parts"
    " above their wholes, decimals, ids that stand twice; judging is a tenth",
    "lazily inside duckdb": "the plan keeps the guards against figures out of range and parts above"
    " their wholes, which decide verdicts and which the hand-written SQL lacks; SQL tuned by hand"
    " with the same guards was no faster",
    "Spark": "building the plan over the gateway to the JVM takes a tenth of a second, whatever the"
    " number of schools, and the guards are those of duckdb",
    "one school, exact, as it was read": "before the compiled function sees the figures, doubtful"
    " facts and printed ratios are looked for; with the figures ready it takes as long as floats",
    "judging and Parquet": "judging is some milliseconds beside writing",
    "check() of one school": "thirteen finding objects for each school are made at once",
}
"""Why a job misses its bound, by the beginning of its title."""
PEER_BOUNDS = {"pandera_polars": ("ours", 10), "openfisca": ("ours", 5),
               "great_expectations": ("ours", 40), "pandera_pandas": ("ours", 100),
               "datalogic": ("judge", 2), "zen_engine": ("judge", 3)}  # fmt: skip


def page(results: Results) -> str:
    """The whole page."""
    machine = results.found["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    kind = (f"{machine['cores']} cores ({machine['architecture']}, {machine['system']}), shared "
            f"with others; Python {machine['python']}, {versions}.")  # fmt: skip
    bounded_first = sorted(results.jobs, key=lambda job: job.bound is None)
    jobs = [("this / that", "schools", "bound", "median", "min–max", "CPU", "", ""),
            *map(_job, bounded_first)]  # fmt: skip
    peers = results.found["peers"]
    return "\n".join([
        HEAD, f"{kind}\n", "## Jobs\n", _table(jobs), *_missed(results.jobs),
        "\n## Peers: speed and memory\n",
        ("How many times longer the peer takes: than this library (for one school at a time: as it"
        " was read, with its figures ready, and with thirteen finding objects) and than"
        " hand-written code (polars, or a Python function). Many answer a smaller question;"
        " see `answers`.\n"),
        _table(_speeds(peers)), "\n## Peers: wrong answers\n",
        ("`missing`: a figure is missing, or whether the clause applies, and the peer says met or"
        " failed all the same. `zero`: the same for a zero divisor. `known`: everything is known"
        " and the answer is wrong. On the line are schools exactly on a limit and one grain to"
        " either side, in the law's units, and as schools print them, in 亩, 万平方米 and 万元.\n"),
        _table(_errors(peers)), "", AGAIN,
    ])  # fmt: skip


def _missed(jobs: list[Job]) -> list[str]:
    """Every job that misses its bound, with the reason."""
    found = [
        f"- {job.title}, {job.schools:,}: {said}, because "
        + next((why for start, why in REASONS.items() if job.title.startswith(start)), "?") + "."
        for job in jobs
        if job.wall and (said := _verdict(median(job.wall), job.bound, at_most=job.at_most))
        not in ("", "met")
    ]  # fmt: skip
    return ["\n## Missed, and why\n", *found] if found else []


def line(job: Job) -> str:
    """A job as one line of text."""
    return "  ".join(cell for cell in _job(job) if cell)


def peer_line(name: str, found: dict[str, Any]) -> str:
    """A peer as two lines of text."""
    rows = [*_speeds({name: found})[1:], *_errors({name: found})[1:]]
    return "\n".join("  ".join(row) for row in rows)


def _job(job: Job) -> tuple[str, ...]:
    bound = "" if job.bound is None else f"{'≤' if job.at_most else '≥'} {job.bound:g}"
    if not job.wall:
        return job.title, f"{job.schools:,}", bound, job.note, "", "", "", ""
    usual = median(job.wall)
    cpu = _short(median(job.cpu)) if job.cpu else ""
    return (job.title, f"{job.schools:,}", bound, _short(usual), _range(job.wall), cpu,
            _verdict(usual, job.bound, at_most=job.at_most), job.note)  # fmt: skip


def _verdict(usual: float, bound: float | None, *, at_most: bool) -> str:
    if bound is None:
        return ""
    if usual <= bound if at_most else usual >= bound:
        return "met"
    return f"missed by {abs(usual / bound - 1):.0%}"


def _speeds(peers: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("peer", "answers", "schools", "× ours", "× ours, figures ready",
         "× ours, finding objects", "× hand-written", "bound", "", "peak memory")
    ]  # fmt: skip
    for name, found in peers.items():
        if found["kind"] == "Ours":
            continue
        against, bound = PEER_BOUNDS.get(name, ("", None))
        asked = "" if bound is None else f"≥ {bound}"
        title = " ".join([name, *found.get("versions", {}).values()])
        if "why" in found:
            rows.append((title, found["answers"], "", f"not run: {found['why']}", "", "", "", asked,
                         "", ""))  # fmt: skip
            continue
        over = found["over"]
        cells = {side: _ratio(over.get(side)) for side in ("ours", "judge", "findings", "hand")}
        if found["not_run"]:
            cells["ours"] = f"not run: {found['not_run']}"
        verdict = ""
        if against in over:
            verdict = _verdict(median(over[against]["wall"]), bound, at_most=False)
        memory = f"{found['peak'] / 1e6:,.0f} MB" if "peak" in found else ""
        rows.append((title, found["answers"], f"{found['schools']:,}", *cells.values(), asked,
                     verdict, memory))  # fmt: skip
    return rows


def _errors(peers: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("", "missing", "zero", "known", "on the line", "on the line, in 亩 and 万")
    ]
    for name, found in peers.items():
        if "why" in found:
            rows.append((name, f"not run: {found['why']}", "", "", "", ""))
            continue
        ordinary = found["wrong"]["ordinary"]
        cells = [_of(ordinary, kind) for kind in ("missing", "zero", "known")]
        lines = [_of(found["wrong"][kind], "known") for kind in ("plain", "printed")]
        if ordinary["missing"] == ordinary["of_missing"] > 0:
            cells[0] += " (cannot say unknown)"
        rows.append((name, *cells, *lines))
    return rows


def _of(counted: dict[str, int], kind: str) -> str:
    return f"{counted[kind]:,} of {counted[f'of_{kind}']:,}"


def _ratio(over: dict[str, list[float]] | None) -> str:
    if over is None:
        return ""
    return f"{_short(median(over['wall']))} ({_range(over['wall'])})"


def _range(values: Any) -> str:
    return f"{_short(min(values))}–{_short(max(values))}"


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def _table(rows: list[tuple[str, ...]]) -> str:
    first, *rest = rows
    return "\n".join([_row(first), _row(["---"] * len(first)), *map(_row, rest)])


def _row(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
