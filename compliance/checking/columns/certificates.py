"""What ``standards show`` says of each clause: how columns of it are compared exactly."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals.stable.v2 as nw

from compliance.checking.columns.language import Frames
from compliance.checking.columns.plan import Certificate, Judged, Plan
from compliance.checking.columns.source import declared
from compliance.rulebook.rule import Members, Present
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word


def certificates(rulebook: Rulebook) -> dict[str, Certificate]:
    """Each clause's certificate, for columns in the declared units.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> certificates(rulebook)["campus-per-student"].kind
    'float64'
    """
    return {judged.rule.id: judged.certificate for judged in _plan(rulebook).clauses}


def certificate_texts(rulebook: Rulebook) -> dict[str, Text]:
    """The same in words."""
    return dict(_texts(_plan(rulebook)))


def _plan(rulebook: Rulebook) -> Plan:
    return Plan(rulebook, declared(rulebook), Frames(nw))


def _texts(plan: Plan) -> Iterator[tuple[str, Text]]:
    for judged in plan.clauses:
        yield judged.rule.id, _text(judged)


def _text(judged: Judged) -> Text:
    certificate, proof = judged.certificate, judged.certificate.closest
    if judged.rule.measured.over:
        return word("certificate.parts")
    if isinstance(judged.rule.test, Members | Present):
        return word("certificate.values")
    if certificate.kind == "exact":
        return word("certificate.exact", why=certificate.why)
    if certificate.kind == "int64":
        return word("certificate.int64", why=certificate.why)
    if proof is None:
        return word("certificate.sign")
    numbers = {"gap": proof.gap, "error": proof.error, "shift": proof.shift}
    shown = {name: f"{float(number):.1e}" for name, number in numbers.items()}
    return word("certificate.float64", margin=f"{float(proof.gap / proof.error):,.0f}", **shown)
