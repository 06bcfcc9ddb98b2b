"""One peer in an environment of its own: ``python -m bulk.peer_process NAME``, prints JSON."""

from __future__ import annotations

import argparse
import importlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from engines import by_hand as one_by_hand

from bulk import by_hand, data, ours
from bulk.clauses import PLAIN, Units
from bulk.peers.peer import Many, One, wrong
from bulk.timing import alternately, each, peak_bytes

SOME = 100_000


def main() -> None:
    """Time the peer beside this library and beside hand-written code, and count its errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--schools", type=int, default=SOME)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--memory", action="store_true", help="one run, and its peak of memory")
    options = parser.parse_args()
    peer: Many | One = importlib.import_module(f"bulk.peers.{options.name}").PEER
    count = min(options.schools, peer.most)
    if options.memory and isinstance(peer, Many):
        print(json.dumps(_memory(peer, count, options.work)))
        return
    packages = [one.partition("==")[0].partition("[")[0] for one in peer.requires if "==" in one]
    found: dict[str, Any] = {
        "schools": count,
        "answers": peer.answers,
        "versions": {name: version(name) for name in packages},
    }
    if isinstance(peer, Many):
        found |= _many(peer, data.schools(count, options.work), options.rounds)
    else:
        found |= _one(peer, data.schools(SOME, options.work)[:count], options.rounds)
    ordinary = data.schools(SOME, options.work)[: min(SOME, peer.most)]
    found["wrong"] = {"ordinary": wrong(said(peer, ordinary), data.reference(ordinary))}
    for kind in data.GRAINS:
        line = data.on_the_line(kind, 2000 if isinstance(peer, Many) else min(2000, peer.most))
        found["wrong"][kind] = wrong(said(peer, line.frame, line.units), line.right)
    print(json.dumps(found))


def said(peer: Many | One, frame: pl.DataFrame, units: Units = PLAIN) -> data.Codes:
    """The peer's answers for the schools."""
    if isinstance(peer, Many):
        return peer.codes(peer.prepare(frame, units)(), frame)
    work = peer.prepare(units)
    codes = [list(work(profile)) for profile in frame.to_dicts()]
    return np.array(codes, np.int8).reshape(len(frame), -1)


def _many(peer: Many, frame: pl.DataFrame, rounds: int) -> dict[str, Any]:
    works = {"peer": peer.prepare(frame, PLAIN), "hand": lambda: by_hand.polars_wide(frame)}
    why = ours.not_ready()
    if not why:
        schools = ours.read(frame)
        works["ours"] = lambda: ours.judged(schools)
    return _ratios(works, rounds, why)


def _one(peer: One, frame: pl.DataFrame, rounds: int) -> dict[str, Any]:
    profiles = frame.to_dicts()
    work = peer.prepare(PLAIN)
    mine = ours.each_school(profiles)
    works = {
        "peer": each(work, profiles),
        "hand": each(one_by_hand, profiles),
        **mine,
    }
    return _ratios(works, rounds, "")


def _ratios(works: dict[str, Any], rounds: int, why: str) -> dict[str, Any]:
    """How many times longer the peer takes than each of the others."""
    spent = alternately(works, rounds)
    return {
        "seconds": {name: one.usual for name, one in spent.items()},
        "over": {name: spent["peer"].over(one) for name, one in spent.items() if name != "peer"},
        "not_run": why,
    }


def _memory(peer: Many, count: int, work: Path) -> dict[str, int]:
    peer.prepare(data.schools(count, work), PLAIN)()
    return {"peak": peak_bytes()}


if __name__ == "__main__":
    main()
