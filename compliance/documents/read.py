"""A file → a document model, with every complaint at its line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from compliance.documents.complaints import complaints
from compliance.documents.locate import base_folder, is_standard, locate
from compliance.documents.standard import Standard
from compliance.documents.strict_yaml import Document, read_yaml
from compliance.errors import NotFound, Place, Problem, StandardError, nearest
from compliance.vocabulary import Members, Number, Vocabulary

M = TypeVar("M", bound=BaseModel)


def read_model(document: Document, model: type[M]) -> M:
    """A document as a model.

    Raises:
        StandardError: every complaint, each at file:line:column, with the nearest spelling.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise StandardError(*complaints(document, model, error.errors())) from None


def read_standard(
    path: Path, shown_as: str | None = None, above: tuple[Path, ...] = ()
) -> tuple[Document, Standard]:
    """A standard's file as data with places, and as a model.

    ``above`` are the standards of whose members its subjects are.
    """
    document = read_yaml(path, shown_as)
    standard = read_model(document, Standard)
    for name, fact in standard.facts.items():
        if isinstance(fact, Members):
            folder = base_folder(path, fact.of)
            place = document.place("facts", name, "of")
            fact.bind(_members(fact.of, folder, place, (*above, path.resolve())))
    return document, standard


def read_vocabulary(name: str, folder: Path | None = None) -> Vocabulary:
    """The vocabulary under an id; read once per file version."""
    _, path = locate(name, folder)
    return _vocabulary(path, path.stat().st_mtime_ns, folder)


@lru_cache(maxsize=64)
def _vocabulary(path: Path, _version: int, folder: Path | None) -> Vocabulary:
    document = read_yaml(path, shown_as=f"standards/{path.parent.name}/{path.name}")
    vocabulary = read_model(document, Vocabulary)
    for name, fact in vocabulary.facts.items():
        if isinstance(fact, Members):
            fact.bind(_members(fact.of, folder, document.place("facts", name, "of")))
    wrong = [
        Problem(code, document.place("facts", name), values=values)
        for name, fact in vocabulary.numbers()
        for code, values in wrong_number(vocabulary, fact)
    ]
    if wrong:
        raise StandardError(*wrong)
    vocabulary.by_label  # noqa: B018 - a label claimed twice is refused here, not at first use
    return vocabulary


def _members(
    name: str, folder: Path | None, place: Place, above: tuple[Path, ...] = ()
) -> Vocabulary:
    """The facts of members: of a vocabulary, or of a standard, with what it declares itself."""
    try:
        _, path = locate(name, folder)
        if not is_standard(path):
            return read_vocabulary(name, folder)
        if path.resolve() in above:
            raise StandardError(Problem("base-circle", place, values={"id": name}))
        _, standard = read_standard(path, above=above)
        return read_vocabulary(standard.facts_of, folder).with_facts(standard.facts)
    except NotFound:
        raise StandardError(Problem("unknown-vocabulary", place, values={"id": name})) from None


def wrong_number(vocabulary: Vocabulary, fact: Number) -> list[tuple[str, dict[str, object]]]:
    """What is wrong with a fact that is a quantity: codes and values of problems."""
    found: list[tuple[str, dict[str, object]]] = []
    try:
        fact.of  # noqa: B018 - reading the unit is the test
    except StandardError:
        found.append(("unknown-unit", {"unit": fact.unit}))
    for other in (fact.part_of, fact.per_student):
        if other is not None and not isinstance(vocabulary.facts.get(other), Number):
            close = nearest(other, vocabulary.facts)
            found.append(("unknown-fact", {"fact": other, "nearest": close or "—"}))
    return found
