"""A ready suite for a standard: one class, whose tests hold for every good standard."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.checking.check import check
from compliance.checking.linting.lint import lint
from compliance.rulebook.rulebook import Rulebook, load
from compliance.schemas import schemas
from compliance.testing.guards import guard
from compliance.testing.laws import changed_units, harmed, loosened, ratios_moved, unquoted
from compliance.testing.strategies import frames, profiles, regions
from compliance.testing.strategies.frames import LIBRARIES, Library

EXAMPLES = 100
_PATIENT = settings(
    max_examples=EXAMPLES, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)  # fmt: skip


class Suite:
    """The tests; ``suite`` makes a class of them for one standard."""

    rulebook: ClassVar[Rulebook]
    standard: ClassVar[str]

    def test_it_is_clean(self) -> None:
        """Lint finds no error, and every example gives the verdict that it states."""
        wrong = [one.show() for one in lint(self.standard) if one.severity == "error"]
        assert wrong == []

    def test_every_verdict_has_its_citation(self) -> None:
        """No clause without an article, a text or a paraphrase, and the document that it is of."""
        assert list(unquoted(self.rulebook)) == []

    def test_every_number_is_guarded(self) -> None:
        """No number, sign, unit, divisor or category may change without an example failing."""
        assert [str(one.text) for one in guard(self.standard).survivors] == []

    @_PATIENT
    @given(data=st.data())
    def test_engines_agree(self, data: st.DataObject) -> None:
        """The exact engine and the columns give one verdict, in every library installed."""
        library: Library = data.draw(st.sampled_from(installed()))
        rows, frame = data.draw(frames(self.rulebook, library))
        exact = verdicts(check(rows, self.rulebook, engine="exact"))
        assert verdicts(check(frame, self.rulebook, engine="columns")) == exact

    @_PATIENT
    @given(data=st.data())
    def test_more_never_harms(self, data: st.DataObject) -> None:
        """What measures better by the clause's own direction is never judged worse."""
        profile = data.draw(profiles(self.rulebook))
        name, value = data.draw(changes(self.rulebook, profile))
        assert list(harmed(self.rulebook, profile, {**profile, name: value})) == []

    @_PATIENT
    @given(data=st.data(), times=st.sampled_from([2, 3, 10]))
    def test_as_much_of_everything_leaves_ratios_alone(
        self, data: st.DataObject, times: int
    ) -> None:
        """A school of twice the size, in everything, has the same ratios."""
        profile = data.draw(profiles(self.rulebook))
        assert list(ratios_moved(self.rulebook, profile, times)) == []

    @_PATIENT
    @given(data=st.data())
    def test_units_do_not_matter(self, data: st.DataObject) -> None:
        """亩 or ㎡, 元 or 万元: the same figure has the same verdict."""
        profile = data.draw(profiles(self.rulebook))
        other = changed_units(self.rulebook.vocabulary, profile)
        assert verdicts(check(other, self.rulebook)) == verdicts(check(profile, self.rulebook))

    @_PATIENT
    @given(data=st.data())
    def test_nothing_known_is_never_a_verdict(self, data: st.DataObject) -> None:
        """Without all that a computed clause reads it neither passes nor fails."""
        profile = data.draw(profiles(self.rulebook, missing=0))
        for rule in self.rulebook.rules:
            if rule.basis == "computed" and not rule.escape:
                read = {*rule.facts(), rule.measured.over}
                named = self.rulebook.vocabulary.name_of
                less = {label: value for label, value in profile.items()
                        if named(label) not in read}  # fmt: skip
                derived = read.intersection(one.name for one in self.rulebook.derived)
                if not derived:
                    found = check(less, self.rulebook).items[0][rule.id].verdict
                    assert found in ("unknown", "not_applicable"), rule.id

    @_PATIENT
    @given(data=st.data())
    def test_a_stricter_layer_passes_nobody_that_its_base_fails(self, data: st.DataObject) -> None:
        """What a clause is said to be, stricter than or equal to its base, it is."""
        profile = data.draw(profiles(self.rulebook))
        assert list(loosened(self.rulebook, profile)) == []

    @_PATIENT
    @given(data=st.data(), seed=st.integers(0, 99))
    def test_the_order_of_rows_does_not_matter(self, data: st.DataObject, seed: int) -> None:
        """Shuffled subjects get the same verdicts."""
        rows = data.draw(regions(self.rulebook))
        shuffled = Random(seed).sample(rows, len(rows))  # noqa: S311 - a shuffle
        assert sorted(verdicts(check(shuffled, self.rulebook))) == sorted(
            verdicts(check(rows, self.rulebook))
        )

    @settings(_PATIENT, max_examples=10)
    @given(data=st.data())
    def test_findings_keep_their_published_form(self, data: st.DataObject) -> None:
        """What ``to_dict`` gives is valid by the published schema."""
        rows = data.draw(regions(self.rulebook, most=3))
        wrong = _form().iter_errors(check(rows, self.rulebook).to_dict())
        assert [error.message for error in wrong] == []


def suite(standard: str | Path, on: str | None = None) -> type[Suite]:
    """A class of tests for a standard: the base of a class of one's own, in one line.

    Args:
        standard: an id, or the path of a file.
        on: the day that is judged; by default as of ``compliance.load``.

    Raises:
        StandardError: the standard cannot be read.
        NotFound: there is none.

    >>> class TestMine(suite("cn/moe/secondary-vocational-2010")): ...
    >>> TestMine.rulebook.id
    'cn/moe/secondary-vocational-2010'
    """
    rulebook = load(str(standard), on)
    return type("Suite", (Suite,), {"rulebook": rulebook, "standard": str(standard)})


@cache
def _form() -> jsonschema.Draft202012Validator:
    """The published form of findings."""
    return jsonschema.Draft202012Validator(schemas()["findings-v1"])


def installed() -> list[Library]:
    """The dataframe libraries that there are."""
    return [name for name in LIBRARIES if find_spec(name) is not None]


def verdicts(findings: Any) -> list[tuple[str, str, str, str]]:
    """School, clause, part and verdict of every finding."""
    return [
        (finding.subject, finding.clause, finding.part.name, finding.verdict)
        for item in findings for finding in item
    ]  # fmt: skip


def changes(rulebook: Rulebook, profile: dict[str, Any]) -> st.SearchStrategy[tuple[str, Any]]:
    """One number of a profile, and another value of it."""
    numeric = sorted(
        name for name, value in profile.items()
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        and name in dict(rulebook.vocabulary.numbers())
    )  # fmt: skip
    if not numeric:
        return st.just(("name", "甲校"))
    return st.sampled_from(numeric).flatmap(
        lambda name: st.tuples(st.just(name), st.integers(0, 2 * int(profile[name]) + 2))
    )
