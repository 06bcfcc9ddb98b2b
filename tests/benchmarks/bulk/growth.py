"""How time grows with schools and with clauses, memory, and one school at a time."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from engines import by_hand

from bulk import data, ours
from bulk.results import Job
from bulk.timing import ROUNDS, alternately, each, peak_bytes

COPIES, MOST_CLAUSES_OF = 16, 100_000
SINGLES, LEAST_US = 2000, 10


def schools(small: int, large: int, work: Path, rounds: int = ROUNDS) -> Job:
    """So many small tables against one large table of as many schools."""
    name, title = "growth-schools", f"{large:,} schools / as many in tables of {small:,}"
    why = ours.not_ready()
    if why or small >= large:
        return Job(name, title, large, 1.15, note=f"not run: {why or 'one size only'}")
    few, many = (ours.read(data.schools(count, work)) for count in (small, large))

    def pieces() -> None:
        for _ in range(large // small):
            ours.judged(few)

    spent = alternately({"one": lambda: ours.judged(many), "pieces": pieces}, rounds)
    over = spent["one"].over(spent["pieces"])
    return Job(name, title, large, 1.15, wall=tuple(over["wall"]), cpu=tuple(over["cpu"]))


def clauses(work: Path, rounds: int = ROUNDS) -> Job:
    """16 copies of the 13 clauses at once against the 13 clauses 16 times."""
    count = MOST_CLAUSES_OF
    name, title = "growth-clauses", "208 clauses / 16 times 13 clauses"
    why = ours.not_ready()
    if why:
        return Job(name, title, count, 1.15, note=f"not run: {why}")
    frame = ours.read(data.schools(count, work))

    def pieces() -> None:
        for _ in range(COPIES):
            ours.judged(frame)

    works = {"one": lambda: ours.judged(frame, copies=COPIES), "pieces": pieces}
    spent = alternately(works, rounds)
    over = spent["one"].over(spent["pieces"])
    return Job(name, title, count, 1.15, wall=tuple(over["wall"]), cpu=tuple(over["cpu"]))


def single(work: Path, rounds: int = ROUNDS) -> Iterator[Job]:
    """One school at a time, exactly, beside a hand-written function with floats."""
    frame = data.schools(MOST_CLAUSES_OF, work)[:SINGLES]
    profiles, right = frame.to_dicts(), data.reference(frame)
    assert [by_hand(profile) for profile in profiles] == [tuple(row) for row in right.tolist()]
    assert (ours.exact_codes(frame) == right).all()
    works = {"hand": each(by_hand, profiles),
             **ours.each_school(profiles)}  # fmt: skip
    spent = alternately(works, rounds)
    titles = {
        "judge": ("one school, exact, figures ready / hand-written float", 2.5),
        "ours": ("one school, exact, as it was read / hand-written float", 2.5),
        "findings": ("check() of one school with finding objects / hand-written float", None),
    }
    for name, (title, bound) in titles.items():
        over = spent[name].over(spent["hand"])
        note = f"{spent[name].usual / SINGLES * 1e6:.1f} us a school"
        yield Job(f"one-{name}", title, SINGLES, bound, wall=tuple(over["wall"]),
                  cpu=tuple(over["cpu"]), note=note)  # fmt: skip
    micro = tuple(run / SINGLES * 1e6 for run in spent["findings"].wall)
    yield Job("one-findings-us", "check() of one school with finding objects, us", SINGLES,
              LEAST_US, wall=micro, note="microseconds, not a ratio")  # fmt: skip


def main() -> None:
    """Judge a table once in a new process, and print what memory it took."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--schools", type=int, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    start = peak_bytes()
    frame = pl.read_parquet(data.stored(options.schools, options.work))
    loaded = peak_bytes()
    done = ours.judged(frame)
    found = {"start": start, "loaded": loaded, "peak": peak_bytes(),
             "input": frame.estimated_size(), "output": done.estimated_size()}  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
