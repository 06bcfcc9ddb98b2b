"""What a policy comes to once it is made ready: moves, each with when and then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from compliance.advice.actions import ACTIONS, HARSH
from compliance.advice.policy.model import PolicyDocument, PolicyExample, Quoted, Then
from compliance.advice.policy.trigger import Test
from compliance.documents.locate import POLICY, identifiers, locate, policies
from compliance.documents.read import read_model
from compliance.documents.strict_yaml import Document, Path_, read_yaml
from compliance.errors import PolicyError, StandardError
from compliance.rulebook.rule import Binding
from compliance.text import Text
from compliance.vocabulary import Vocabulary


@dataclass(frozen=True)
class Beside:
    """Another school that a rule speaks of."""

    test: Test
    same: tuple[str, ...] = ()
    stays: bool = False


@dataclass(frozen=True, eq=False)
class Move:
    """A rule, or an exception, made ready. ``then`` is None for an exception, which forbids."""

    id: str
    order: int
    quoted: Quoted = field(repr=False)
    test: Test
    whole: Test
    """The test and, for a rule, the policy's scope."""
    partner: Beside | None = None
    alone: Beside | None = None
    stage: int = 1
    priority: int = 0
    force: str = "shall"
    advised: tuple[str, ...] = ()
    case: tuple[str, ...] = ()
    then: Then | None = None
    forbids: frozenset[str] = frozenset()
    path: Path_ = ()
    examples: tuple[PolicyExample, ...] = field(default=(), repr=False)

    @property
    def action(self) -> str:
        """What it advises."""
        return self.then.action if self.then else ""

    @property
    def severity(self) -> int:
        """How much a school loses by it; an exception takes nothing."""
        return ACTIONS[self.then.action].severity if self.then else 0

    @property
    def harsh(self) -> bool:
        """Whether it may rest on nothing inferred or unknown."""
        return self.action in HARSH

    @property
    def rank(self) -> tuple[int, int, int]:
        """Later stages first, then the least priority, then as the file has them."""
        return (-self.stage, self.priority, self.order)


@dataclass(frozen=True, eq=False)
class Policy:
    """Immutable; made by ``read_policy``."""

    id: str
    title: Text
    issuer: str
    document: str
    standard: str
    binding: Binding
    scope: Test
    together: str | None
    rules: tuple[Move, ...] = field(repr=False)
    exceptions: tuple[Move, ...] = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    counting: frozenset[str] = field(repr=False)
    """The clauses without which a school's outcome is no pass."""
    own_facts: bool
    readings: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]
    """Of each condition that admits several readings, those that were not used."""
    file: Document = field(repr=False)
    source: PolicyDocument = field(repr=False)
    notes: tuple[Text, ...] = ()

    @property
    def stages(self) -> list[int]:
        """The stages, in their order."""
        return sorted({rule.stage for rule in self.rules})


def is_policy(place: str | Path) -> bool:
    """Whether a path is a policy's, or an id that a policy has and no standard.

    >>> is_policy("cn/fujian/fuzhou/consolidation-2016"), is_policy("cn/moe/conditions-2022")
    (True, False)
    """
    path = Path(str(place))
    if path.suffix in (".yaml", ".yml"):
        return path.name.endswith(POLICY)
    return str(place) in policies() and str(place) not in identifiers()


def read_document(
    place: str | Path, folder: Path | None = None
) -> tuple[str, Document, PolicyDocument]:
    """A policy's id, its file with places, and what it says.

    Raises:
        NotFound: no such policy.
        PolicyError: everything that is wrong with its form, each at file:line:column.
    """
    name, path = locate(place, folder, POLICY)
    by_path = Path(str(place)).suffix in (".yaml", ".yml")
    try:
        document = read_yaml(path, str(path) if by_path else f"standards/{name}{POLICY}")
        return name, document, read_model(document, PolicyDocument)
    except StandardError as error:
        raise PolicyError(*error.problems) from None
