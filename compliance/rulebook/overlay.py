"""A standard and everything it is laid over, resolved into one card a clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.documents.locate import base_folder, locate, shipped
from compliance.documents.read import read_standard, read_vocabulary, wrong_number
from compliance.documents.standard import Clause, Measure, Standard
from compliance.documents.strict_yaml import Document
from compliance.documents.thresholds import COMPARATORS
from compliance.errors import NotFound, Place, Problem, StandardError, nearest
from compliance.text import Text
from compliance.vocabulary import Evidence, Fact, Flag, Members, Number, Vocabulary

DEEPEST = 8
RESERVED = ("school",)
"""Names of columns that stand beside one column a clause."""
Declared = Mapping[str, tuple[Fact, Place, str]]
"""Facts with the place and the clause that declare them."""


@dataclass(frozen=True)
class Layer:
    """One standard of the chain."""

    id: str
    document: Document
    standard: Standard
    folder: Path | None = None
    """Where what it refers to is looked for first."""
    root: Path | None = None
    """The folder that its id is relative to: manifests of coverage are beside it."""


@dataclass(frozen=True)
class Card:
    """A clause after some layers; ``set_by`` is the layer that gave the threshold."""

    clause: Clause
    layer: Layer
    path: tuple[str | int, ...]
    set_by: Layer
    touched: tuple[str, ...]
    before: Card | None = None

    def place(self, *path: str | int) -> Place:
        """The line of a part of the card, in the layer that last touched it."""
        return self.layer.document.place(*self.path, *path)

    def start(self, *path: str | int) -> Place:
        """Where the text of a part of the card begins."""
        return self.layer.document.start(*self.path, *path)


def read_layers(place: str | Path, folder: Path | None = None) -> tuple[Layer, ...]:
    """The chain of standards from the first base to the one asked for.

    Raises:
        StandardError: if a base does not exist or the chain is a circle.
    """
    chain: list[Layer] = []
    wanted: str | Path | None = place
    while wanted is not None:
        try:
            identifier, path = locate(wanted, folder)
        except NotFound as error:
            if not chain:
                raise
            raise _no_base(chain[-1], error) from None
        if any(layer.id == identifier for layer in chain) or len(chain) >= DEEPEST:
            at = chain[-1].document.place("base")
            raise StandardError(Problem("base-circle", at, values={"id": identifier}))
        document, standard = read_standard(path, shown_as=_shown(place, identifier, path))
        wanted = standard.base
        if folder is None:
            folder = base_folder(path, wanted or standard.facts_of)
        root = path.resolve().parents[identifier.count("/")]
        chain.append(Layer(identifier, document, standard, folder, root))
    return tuple(reversed(chain))


def _no_base(layer: Layer, error: NotFound) -> StandardError:
    values = error.problems[0].values
    return StandardError(Problem("unknown-base", layer.document.place("base"), values=values))


def _shown(place: str | Path, identifier: str, path: Path) -> str:
    """The name in errors: the path that the user gave, or the id where he gave an id."""
    by_path = Path(place).suffix in (".yaml", ".yml")
    ours = path.resolve().is_relative_to(shipped().resolve())
    return f"standards/{identifier}.yaml" if ours and not by_path else str(path)


def resolve(layers: tuple[Layer, ...]) -> tuple[dict[str, Card], list[Problem]]:
    """Every clause that is left after all layers, in order, and what is wrong with the layers."""
    cards: dict[str, Card] = {}
    problems: list[Problem] = []
    for layer in layers:
        problems += _misplaced(layer)
        for section in ("clauses", "add"):
            for n, clause in enumerate(getattr(layer.standard, section)):
                if clause.id in RESERVED:
                    at = layer.document.place(section, n, "id")
                    problems.append(Problem("clause-reserved", at, clause.id))
                if clause.id in cards:
                    at = layer.document.place(section, n, "id")
                    problems.append(_twice(clause.id, at, cards[clause.id].place()))
                cards[clause.id] = Card(clause, layer, (section, n), layer, (layer.id,))
        problems += _change(layer, cards)
    return cards, problems


def _misplaced(layer: Layer) -> Iterator[Problem]:
    standard = layer.standard
    if standard.base is None:
        for section in ("change", "add", "drop"):
            if getattr(standard, section):
                yield Problem(
                    "overlay-no-base", layer.document.place(section), values={"section": section}
                )
    elif standard.clauses:
        yield Problem("overlay-clauses", layer.document.place("clauses"))


def _twice(clause: str, place: Place, first: Place) -> Problem:
    return Problem("clause-twice", place, clause, values={"id": clause, "first": str(first)})


def _change(layer: Layer, cards: dict[str, Card]) -> Iterator[Problem]:
    for n, change in enumerate(layer.standard.change):
        card = cards.get(change.clause)
        if card is None:
            yield _unknown(layer, "change", n, change.clause, cards)
            continue
        if card.layer is layer:
            at = layer.document.place("change", n, "clause")
            yield _twice(change.clause, at, card.place())
        stated = change.model_dump(exclude_unset=True, exclude={"clause"}).keys()
        update = {name: getattr(change, name) for name in stated}
        moved = any(name in stated for name in COMPARATORS)
        if moved:
            update |= {name: None for name in COMPARATORS if name not in stated}
            update.setdefault("readings", None)
            update.setdefault("examples", ())
        if "text" in stated or "paraphrase" in stated:
            update = {"text": None, "paraphrase": None, **update}
        cards[change.clause] = Card(
            card.clause.model_copy(update=update), layer, ("change", n),
            layer if moved else card.set_by, (*card.touched, layer.id), card,
        )  # fmt: skip
    for n, drop in enumerate(layer.standard.drop):
        card = cards.pop(drop.clause, None)
        if card is None:
            yield _unknown(layer, "drop", n, drop.clause, cards)
        elif card.layer is layer:
            yield _twice(drop.clause, layer.document.place("drop", n, "clause"), card.place())


def _unknown(layer: Layer, section: str, n: int, clause: str, cards: dict[str, Card]) -> Problem:
    return Problem(
        "unknown-clause", layer.document.place(section, n, "clause"), clause,
        values={"base": layer.standard.base or "", "nearest": nearest(clause, cards) or "—"},
    )  # fmt: skip


def measures(layers: tuple[Layer, ...]) -> tuple[dict[str, tuple[Measure, Layer]], list[Problem]]:
    """Every measure of the chain; a measure may be added, never rewritten."""
    found: dict[str, tuple[Measure, Layer]] = {}
    problems = []
    for layer in layers:
        for name, measure in layer.standard.measures.items():
            if name in found and found[name][0] != measure:
                place = layer.document.place("measures", name)
                problems.append(Problem("measure-rewritten", place, values={"measure": name}))
            found.setdefault(name, (measure, layer))
    return found, problems


def evidence_fact(clause: Clause) -> tuple[str, Evidence]:
    """The fact that an evidence clause asks for: named by the clause, labelled by its title."""
    title = clause.title.text if clause.title else Text(clause.id, clause.id)
    name = clause.id.replace("-", "_")
    labels = (clause.id,) if clause.id != name else ()
    return name, Evidence(type="evidence", zh=title.zh, en=title.en, labels=labels)


def known_facts(layers: tuple[Layer, ...], cards: Mapping[str, Card]) -> Vocabulary:
    """Every fact that may be named in these standards.

    Raises:
        StandardError: for facts that cannot be, at the line that declares them.
    """
    vocabulary = _read(layers[-1])
    own: Declared = {
        name: (fact, layer.document.place("facts", name), "")
        for layer in layers
        for name, fact in layer.standard.facts.items()
    }
    asked: dict[str, tuple[Fact, Place, str]] = {}
    for card in cards.values():
        if card.clause.basis != "computed" and card.clause.measure is None:
            name, fact = evidence_fact(card.clause)
            asked[name] = (fact, card.place("id"), card.clause.id)
    more = {**asked, **own}
    facts = vocabulary.with_facts({name: fact for name, (fact, _, _) in more.items()})
    wrong = [*_rewritten(vocabulary, own, asked), *_wrong(facts, own), *_claimed(facts, more)]
    if wrong:
        raise StandardError(*wrong)
    return facts


def _read(leaf: Layer) -> Vocabulary:
    name = leaf.standard.facts_of
    try:
        return read_vocabulary(name, leaf.folder)
    except NotFound:
        place = leaf.document.place("vocabulary")
        raise StandardError(Problem("unknown-vocabulary", place, values={"id": name})) from None


def _rewritten(vocabulary: Vocabulary, own: Declared, asked: Declared) -> Iterator[Problem]:
    """A name means one thing: a standard adds facts, and its evidence takes no other's name."""
    for name, (fact, place, _) in own.items():
        known_ = vocabulary.facts.get(name, fact)
        if isinstance(known_, Members) and isinstance(fact, Members):
            continue  # the same members, with more facts
        if known_ != fact:
            yield Problem("fact-rewritten", place, values={"fact": name})
    for name, (_, place, clause) in asked.items():
        known = own[name][0] if name in own else vocabulary.facts.get(name)
        if known is not None and not isinstance(known, Evidence | Flag):
            yield Problem("fact-rewritten", place, clause, values={"fact": name})


def _wrong(facts: Vocabulary, own: Declared) -> Iterator[Problem]:
    for fact, place, _ in own.values():
        if isinstance(fact, Number):
            for code, values in wrong_number(facts, fact):
                yield Problem(code, place, values=values)


def _claimed(facts: Vocabulary, more: Declared) -> Iterator[Problem]:
    try:
        facts.by_label  # noqa: B018 - a label claimed twice is refused by reading it
    except StandardError as error:
        for problem in error.problems:
            owner = more.get(str(problem.values["two"])) or more.get(str(problem.values["one"]))
            _, place, clause = owner or (None, Place(), "")
            yield Problem(problem.code, place, clause, values=problem.values)
