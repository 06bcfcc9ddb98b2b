"""Speed and memory of the engines of advice (needs durable-rules): ``python rete_memory.py``.

The region is 10 000 schools in 100 districts. Memory is what the process holds, in MB, after a
first tenth that fills what is then used again.
"""

from __future__ import annotations

import gc
import time
from pathlib import Path

from rete_region import PROGRAM, region

from compliance.advice.engines.choose import engine_for
from compliance.advice.engines.program import Fact, Pattern, Program, Rule

PROGRAMS = 3_000
PARTITIONS = 1_000
FACTS = 1_000
RUNS = 3
PAGE = 4_096


def held() -> float:
    """Resident megabytes of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * PAGE / 1e6


def throughput() -> None:
    """Seconds for the region by each engine, best and worst of ``RUNS``."""
    districts = region()
    facts = sum(map(len, districts))
    for name, isolate in (("builtin", False), ("durable", False), ("durable", True)):
        engine = engine_for(PROGRAM, "durable" if name == "durable" else "builtin", isolate=isolate)
        seconds = []
        for _ in range(RUNS):
            start = time.perf_counter()
            fired = sum(len(engine.firings(district)) for district in districts)
            seconds.append(time.perf_counter() - start)
        where = ", own process" if isolate else ""
        print(f"{engine.used}{where}: {facts} facts, {fired} firings, "
              f"{min(seconds):.2f} to {max(seconds):.2f} s")  # fmt: skip


def programs() -> None:
    """Programs made, run once and dropped."""
    start = 0.0
    for number in range(PROGRAMS):
        if number == PROGRAMS // 10:
            start = held()
        where = {"clause": f"clause {number}"}
        rule = Rule("pair", (Pattern("a", where), Pattern("a", same={"in": (0, "in")})))
        engine_for(Program((rule,)), "durable").firings([Fact("a", {**where, "in": number})] * 3)
    print(f"{PROGRAMS} programs made and dropped: {held() - start:+.1f} MB (at {held():.0f} MB)")


def partitions() -> None:
    """Facts in partitions through one program."""
    rule = Rule("pair", (Pattern("a"), Pattern("b", same={"in": (0, "in")})))
    engine = engine_for(Program((rule,)), "durable")
    start = 0.0
    for number in range(PARTITIONS):
        if number == PARTITIONS // 10:
            start = held()
        engine.firings([Fact("ab"[i % 2], {"in": i // 2 + number}) for i in range(FACTS)])
    print(f"{PARTITIONS * FACTS} facts in {PARTITIONS} partitions: {held() - start:+.1f} MB "
          f"(at {held():.0f} MB), {engine.used}")  # fmt: skip


if __name__ == "__main__":
    throughput()
    programs()
    partitions()
