"""The derived facts of a chain of layers, made ready: names resolved, each after what it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from compliance.days import DATE
from compliance.derived.base import Derivation, Derived, ShapeError
from compliance.errors import NotFound, Place, Problem, StandardError, nearest
from compliance.expressions.parse import parse
from compliance.expressions.tree import ExpressionError, Tree, expand, names
from compliance.expressions.types import (
    FLAG,
    Categorical,
    Kind,
    Numeric,
    condition_of,
    kind_of,
    settle,
)
from compliance.rulebook.overlay import Layer, read_layers, resolve
from compliance.rulebook.rule import Rule
from compliance.units import Dimension, Unit, unit
from compliance.vocabulary import (
    Category,
    Date,
    Evidence,
    Fact,
    Flag,
    Members,
    Number,
    Parts,
    Vocabulary,
)


def kinds(facts: Mapping[str, object]) -> dict[str, Kind]:
    """What expressions may do with each fact; texts and parts are not for formulas."""
    found: dict[str, Kind] = {}
    for name, fact in facts.items():
        if isinstance(fact, Number):
            found[name] = Numeric(fact.of.dimension, signed=fact.smallest < 0)
        elif isinstance(fact, Date):
            found[name] = Numeric(DATE)
        elif isinstance(fact, Category):
            found[name] = Categorical(tuple(fact.values))
        elif isinstance(fact, Flag | Evidence):
            found[name] = FLAG
    return found


def read_tree(
    text: str, known: Mapping[str, Kind], formulas: Mapping[str, Tree], *, truth: bool
) -> tuple[Tree, Kind]:
    """A formula, or a condition, over facts of known kinds, with named formulas put in.

    Raises:
        ExpressionError: at the column that is wrong.
    """
    tree = expand(parse(text), formulas)
    kind = (condition_of if truth else kind_of)(tree, known)
    return settle(tree, known), kind


@dataclass
class Derivations:
    """Compiles the derived facts of a chain, each when it is first asked for."""

    declared: Mapping[str, tuple[Derivation, Layer]]
    vocabulary: Vocabulary
    clauses: Collection[str]
    inferences: bool

    def __post_init__(self) -> None:
        self.found: dict[str, Derived] = {}
        self.open: list[str] = []
        self.known: dict[tuple[str, int], dict[str, Kind]] = {}

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact that is known so far."""
        return {**self.vocabulary.facts, **{n: one.fact for n, one in self.found.items()}}

    @property
    def formulas(self) -> dict[str, Tree]:
        """The derived facts that are nothing but a formula."""
        return {n: one.formula for n, one in self.found.items() if one.formula is not None}

    def kinds(self, over: str, facts: Mapping[str, Fact]) -> dict[str, Kind]:
        """What expressions may do with the facts of the subject or of its parts, reckoned once."""
        key = (over, len(self.found))
        if key not in self.known:
            self.known[key] = kinds(facts)
        return self.known[key]

    def all(self) -> tuple[dict[str, Derived], list[Problem]]:
        """Every derived fact by name, and what is wrong with the others."""
        problems: list[Problem] = []
        for name, (_, layer) in self.declared.items():
            if name in self.vocabulary.facts:
                place = layer.document.place("derived", name)
                problems.append(Problem("fact-rewritten", place, values={"fact": name}))
                continue
            try:
                self.wanted(name)
            except StandardError as error:
                problems += [one for one in error.problems if one not in problems]
        return self.found, problems

    def wanted(self, name: str) -> None:
        """Make one derived fact ready, and first those that it reads.

        Raises:
            StandardError: at the line that is wrong.
        """
        if name in self.found or name not in self.declared:
            return
        derivation, layer = self.declared[name]
        place = layer.document.place("derived", name)
        if name in self.open:
            values = {"names": " → ".join([*self.open[self.open.index(name) :], name])}
            raise StandardError(Problem("derived-circle", place, values=values))
        self.open.append(name)
        try:
            self.found[name] = derivation.compile(name, _Scope(self, layer, name))
        except ShapeError as error:
            where = layer.document.place("derived", name, *error.path)
            raise StandardError(
                Problem(error.code, where, values={"key": name, **error.values})
            ) from None
        finally:
            self.open.pop()


@dataclass
class _Scope:
    """What one derivation may ask while it is compiled."""

    whole: Derivations
    layer: Layer
    name: str

    @property
    def inferences(self) -> bool:
        return self.whole.inferences

    def number(self, text: str, *path: str | int, over: str = "") -> tuple[Tree, Dimension]:
        tree, kind = self._tree(text, path, over, truth=False)
        if not isinstance(kind, Numeric):
            raise ShapeError("formula-not-number", *path, formula=text)
        return tree, kind.dimension

    def condition(self, text: str, *path: str | int, over: str = "") -> Tree:
        return self._tree(text, path, over, truth=True)[0]

    def facts(self, over: str, *path: str | int) -> Mapping[str, Fact]:
        if not over:
            return self.whole.facts
        parts = self.whole.vocabulary.facts.get(over)
        if not isinstance(parts, Parts | Members):
            known = [n for n, fact in self.whole.vocabulary.facts.items()
                     if isinstance(fact, Parts | Members)]  # fmt: skip
            raise ShapeError("unknown-parts", *path, fact=over, nearest=nearest(over, known) or "—")
        return dict(parts.facts)

    def unit(self, text: str | None, *path: str | int) -> Unit:
        found = None if text is None else unit(text)
        if found is None:
            raise ShapeError("missing-unit" if text is None else "unknown-unit", *path, unit=text)
        return found

    def clause(self, name: str, *path: str | int) -> str:
        if name not in self.whole.clauses:
            close = nearest(name, self.whole.clauses) or "—"
            raise ShapeError("unknown-clause", *path, base=self.layer.id, nearest=close)
        return name

    def standard(self, name: str, *path: str | int) -> str:
        try:
            return read_layers(name, self.layer.folder)[-1].id
        except NotFound as error:
            values = error.problems[0].values
            raise ShapeError("unknown-base", *path, **values) from None

    def clause_of(self, standard: str, name: str, *path: str | int) -> str:
        cards, _ = resolve(read_layers(standard, self.layer.folder))
        if name not in cards:
            close = nearest(name, cards) or "—"
            raise ShapeError("unknown-clause", *path, base=standard, nearest=close)
        return name

    def _tree(
        self, text: str, path: tuple[str | int, ...], over: str, *, truth: bool
    ) -> tuple[Tree, Kind]:
        start = self.layer.document.start("derived", self.name, *path)
        try:
            if not over:
                for name in dict.fromkeys(names(parse(text))):
                    self.whole.wanted(name)
            known = self.whole.kinds(over, self.facts(over, *path))
            formulas = {} if over else self.whole.formulas
            return read_tree(text, known, formulas, truth=truth)
        except ExpressionError as error:
            raise expression_error(error, text, start, "") from None


def expression_error(error: ExpressionError, text: str, start: Place, clause: str) -> StandardError:
    """A formula's error at its column, with a caret under the text."""
    where = replace(start, column=start.column + error.at)
    caret = f"{text}\n    {' ' * error.at}^"
    return StandardError(
        Problem(error.code, where, clause, values={"formula": caret, **error.values})
    )


def declared(
    layers: Iterable[Layer],
) -> tuple[dict[str, tuple[Derivation, Layer]], list[Problem]]:
    """Every derived fact of the chain; like a measure, one may be added, never rewritten."""
    found: dict[str, tuple[Derivation, Layer]] = {}
    problems = []
    for layer in layers:
        for name, derivation in layer.standard.derived.items():
            if name in found and found[name][0] != derivation:
                place = layer.document.place("derived", name)
                problems.append(Problem("measure-rewritten", place, values={"measure": name}))
            found.setdefault(name, (derivation, layer))
    return found, problems


def in_order(
    derived: Mapping[str, Derived], rules: Mapping[str, Rule], places: Mapping[str, Place]
) -> tuple[Derived, ...]:
    """Derived facts, each after those that it reads, itself or through the clauses it counts.

    Raises:
        StandardError: where a fact would have to be known before itself.
    """
    order: dict[str, Derived] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in order:
            return
        if name in path:
            values = {"names": " → ".join([*path[path.index(name) :], name])}
            raise StandardError(Problem("derived-circle", places[name], values=values))
        for other in _reads(derived[name], rules):
            if other in derived:
                visit(other, (*path, name))
        order[name] = derived[name]

    for name in derived:
        visit(name, ())
    return tuple(order.values())


def _reads(one: Derived, rules: Mapping[str, Rule]) -> Iterator[str]:
    yield from one.reads
    for clause in one.clauses:
        rule = rules.get(clause)
        if rule is not None:
            for way in (rule, *rule.alternatives):
                yield from way.facts()
                yield from way.applies_facts
