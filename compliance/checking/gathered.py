"""What is to be judged: subjects as read, their members, and what they have shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance.checking.evidence import with_evidence
from compliance.checking.reading import read_under
from compliance.intake.members import attach, members_of
from compliance.intake.school import Schools
from compliance.rulebook.rulebook import Rulebook


def gathered(
    data: Any, rulebook: Rulebook, members: Any = None, evidence: str | Path | None = None
) -> Schools:
    """The subjects with their members, and with what they have shown.

    Raises:
        FactsError: any of them cannot be read.
    """
    schools = data if isinstance(data, Schools) else read_under(data, rulebook.vocabulary)
    if members is not None:
        _, fact = members_of(rulebook.vocabulary)
        schools = attach(schools, read_under(members, fact.vocabulary))
    return schools if evidence is None else with_evidence(schools, evidence, rulebook)
