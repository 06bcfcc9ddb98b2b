"""``read`` for users: schools under the shipped vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compliance.documents.read import read_vocabulary
from compliance.intake.read import read as read_with
from compliance.intake.school import Schools

VOCABULARY = "cn/vocabulary"


def read(data: Any, *, vocabulary: str = VOCABULARY, folder: str | Path | None = None) -> Schools:
    """Schools from a path, one profile, a list of profiles or any dataframe.

    A profile may use the names of facts or any printed label; plain numbers are in the declared
    unit, text brings its own. Labels that the vocabulary does not know are kept, because a
    standard may ask for them.

    Raises:
        FactsError: if the data cannot be read as schools at all.

    >>> school = read({"学校名称": "甲校", "占地面积": "60亩"})["甲校"]
    >>> school.facts["campus_area"].value
    (120000, 3)
    """
    return read_with(data, read_vocabulary(vocabulary, Path(folder) if folder else None))
