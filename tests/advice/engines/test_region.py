"""Ten thousand schools: who is closed, by either engine, by sets, and by durable-rules bare."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import rete_region

from compliance.advice.engines.choose import Name, engine_for
from compliance.advice.engines.program import Fact

Said = tuple[str, str, str | None]
"""A rule, a school, and the host that would take it in."""
DISTRICTS = rete_region.region()


def by_hand(facts: list[Fact]) -> Iterator[Said]:
    """The rules of the region as sets of schools of one district."""
    schools = {f.fields["school"] for f in facts if f.kind == "school"}
    private = {f.fields["school"] for f in facts if f.fields.get("owner") == "private"}
    failed = {(f.fields["school"], f.fields["clause"]) for f in facts
              if f.fields.get("verdict") == "fail"}  # fmt: skip
    excused = {f.fields["school"] for f in facts if f.kind == "waiver"}
    hosts = {f.fields["school"] for f in facts if f.kind == "host"}
    for school in sorted(map(str, schools)):
        if (school, "campus") not in failed:
            continue
        if school in private:
            yield "convert", school, None
        if school not in excused:
            if (school, "floor") in failed:
                yield "close", school, None
            others = sorted(map(str, hosts - {school}))
            yield from (("merge", school, host) for host in others)
            if not others:
                yield "relocate", school, None


@pytest.mark.parametrize(
    "how",
    [
        "builtin",
        pytest.param("durable", marks=pytest.mark.rete),
        pytest.param("isolated", marks=pytest.mark.rete),
    ],
)
def test_every_engine_advises_a_region_as_sets_do(how: str) -> None:
    """Over 10 000 schools an engine closes, merges and converts those that sets of names say."""
    name: Name = "builtin" if how == "builtin" else "durable"
    engine = engine_for(rete_region.PROGRAM, name, isolate=how == "isolated")
    for facts in (*DISTRICTS, *rete_region.region(50, 2)):
        said = sorted(
            (rule, str(facts[support[0]].fields["school"]),
             str(facts[support[1]].fields["school"]) if rule == "merge" else None)
            for rule, support in engine.firings(facts)
        )  # fmt: skip
        assert said == sorted(by_hand(facts))
    assert engine.used == {"builtin": "built-in"}.get(how, "durable-rules 2.0.28")


@pytest.mark.rete
def test_the_bare_engine_closes_schools_that_should_stay() -> None:
    """Used as its introduction shows, durable-rules closes schools whose waiver came later.

    The guarded engines do not, which is why the guards are there.
    """
    facts = list(chain.from_iterable(DISTRICTS))
    said = chain.from_iterable(map(by_hand, DISTRICTS))
    right = {school for rule, school, _ in said if rule == "close"}
    used = [f for f in facts if f.kind == "waiver" or f.fields.get("verdict") == "fail"]
    result = subprocess.run(
        [sys.executable, "-W", "ignore", Path(__file__).with_name("as_its_readme_shows.py")],
        input=json.dumps([{"kind": fact.kind, **fact.fields} for fact in used]),
        capture_output=True,
        text=True,
        check=True,
    )
    closed = set(json.loads(result.stdout))
    excused = {fact.fields["school"] for fact in facts if fact.kind == "waiver"}
    assert len(closed - right) > 10
    assert closed - right <= excused
