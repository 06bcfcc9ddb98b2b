"""Profiles of subjects, most of them dragged to a line of the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from compliance.intake.profile import read_profile
from compliance.intake.school import Part, Reported
from compliance.rulebook.rule import Against, ByCategory, Limits, Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.testing.strategies.lines import Line, lines, within
from compliance.testing.strategies.seeds import seeds, shifted
from compliance.testing.strategies.values import given_facts, grain, written
from compliance.vocabulary import Category, Fact, Flag, Number, Parts

GRAINS = (-1, 0, 1)
Profile = dict[str, Any]


def profiles(rulebook: Rulebook, *, missing: float = 0.1) -> st.SearchStrategy[Profile]:
    """Profiles that ``compliance.check`` takes, of any subject.

    Two in five have one fact on a line of some clause or a grain beside it; two in five are an
    example of the standard whose numbers move by a grain; the rest are as they come. Nothing is
    thrown away: every draw is a profile.

    Args:
        rulebook: what is to judge them.
        missing: how likely each fact is left out, from 0 to 1.

    >>> import compliance
    >>> from hypothesis import given, settings
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> @settings(max_examples=20, database=None)
    ... @given(profiles(rulebook))
    ... def judged(profile):
    ...     assert len(compliance.check(profile, rulebook)) == 1
    >>> judged()
    """
    found = seeds(rulebook)
    ways = [_dragged(rulebook, rulebook.rules, GRAINS)] * 2
    ways += [shifted(rulebook, found)] * 2 if found else ways
    return st.one_of(*ways, _plain(rulebook)).flatmap(lambda one: _left_out(one, missing))


def near(
    rulebook: Rulebook, clause: str, grains: Sequence[int] = GRAINS
) -> st.SearchStrategy[Profile]:
    """Profiles on a line of one clause, or so many grains of one fact beside it.

    A clause that has no line of its own, because what it reads is reckoned from other facts, is
    approached by its examples instead.

    Raises:
        NotFound: there is no such clause.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=20, database=None)
    ... @given(near(rulebook, "teachers"))
    ... def at_the_line(profile):
    ...     assert profile.get("teachers", 60) in (58, 59, 60, 61)
    >>> at_the_line()
    """
    rule = rulebook[clause]
    own = seeds(rulebook, clause)
    dragged = _dragged(rulebook, [rule], grains)
    reads = {one.name for one in rulebook.derived}.intersection(rule.facts())
    if own and (reads or not rule.measured.routes):
        return shifted(rulebook, own, grains)
    return st.one_of(dragged, shifted(rulebook, own, grains)) if own else dragged


def read_facts(rulebook: Rulebook) -> tuple[str, ...]:
    """The facts of the subject itself that any clause reads, however many steps away."""
    found: dict[str, None] = dict.fromkeys(rulebook.scope_facts)
    for rule in rulebook.rules:
        own = [rule.measured.over] if rule.measured.over else list(rule.facts())
        found |= dict.fromkeys([*own, *rule.applies_facts])
        found |= dict.fromkeys(rule.escape.facts if rule.escape is not None else ())
    for one in rulebook.derived:
        found |= dict.fromkeys(one.reads)
    return tuple(name for name in found if name in rulebook.vocabulary.facts)


def _plain(rulebook: Rulebook) -> st.SearchStrategy[Profile]:
    return given_facts(rulebook.vocabulary.facts, read_facts(rulebook))


@st.composite
def _dragged(
    draw: st.DrawFn, rulebook: Rulebook, rules: Iterable[Rule], grains: Sequence[int]
) -> Profile:
    """A profile of which one fact lies on a line of one of the clauses, or beside it."""
    profile = draw(_plain(rulebook))
    known: Mapping[str, Fact] = rulebook.vocabulary.facts
    numeric = [rule for rule in rules if _has_lines(rule, known)]
    if not numeric:
        return profile
    rule = draw(st.sampled_from(numeric))
    if own := seeds(rulebook, rule.id):  # so that the clause applies as often as its examples show
        given = draw(st.sampled_from(own))
        profile |= {name: value for name, value in given.items()
                    if isinstance(known.get(name), Category | Flag)}  # fmt: skip
    school = read_profile(profile, rulebook.vocabulary, 1, "")
    over = known.get(rule.measured.over)
    if not isinstance(over, Parts):
        return profile | draw(_moved(rule, known, school.facts, grains))
    listed = school.facts.get(rule.measured.over)
    value = listed.value if listed is not None else ()
    items = [one for one in value if isinstance(one, Part)] if isinstance(value, tuple) else []
    if not items:
        return profile
    n = draw(st.integers(0, len(items) - 1))
    part = profile[rule.measured.over][n]
    changed = {**part, **draw(_moved(rule, over.facts, items[n].facts, grains))}
    among = list(profile[rule.measured.over])
    return profile | {rule.measured.over: [*among[:n], changed, *among[n + 1 :]]}


def _has_lines(rule: Rule, known: Mapping[str, Fact]) -> bool:
    """Whether a clause compares facts that are reported with a number."""
    over = known.get(rule.measured.over)
    facts = over.facts if isinstance(over, Parts) else known
    read = rule.measured.formula.facts if rule.measured.routes else ()
    compared = isinstance(rule.test, Limits | ByCategory | Against)
    return compared and all(isinstance(facts.get(name), Number) for name in read)


def _moved(
    rule: Rule, known: Mapping[str, Fact], facts: Mapping[str, Reported], grains: Sequence[int]
) -> st.SearchStrategy[Profile]:
    """One fact on a line, or so many grains beside."""
    found = list(lines(rule, known, facts))
    if not found:
        return st.just({})
    pairs = st.tuples(st.sampled_from(found), st.sampled_from(list(grains)))
    return pairs.map(lambda pair: _beside(known, *pair))


def _beside(known: Mapping[str, Fact], line: Line, grains: int) -> Profile:
    fact = known[line.fact]
    if not isinstance(fact, Number):
        raise TypeError(fact)
    value: Fraction = line.value + grains * grain(fact)
    return {line.fact: written(value if within(fact, value) else line.value, fact)}


def _left_out(profile: Profile, missing: float) -> st.SearchStrategy[Profile]:
    """The profile without some of its facts."""
    if not missing:
        return st.just(profile)
    times = max(round(1 / missing), 1)
    marks = st.fixed_dictionaries({name: st.integers(1, times) for name in profile})
    return marks.map(lambda found: {k: v for k, v in profile.items() if found[k] != times})
