"""``read`` for users: schools under the shipped vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from compliance.documents.forms import forms_for
from compliance.documents.read import read_vocabulary
from compliance.intake.read import read as read_with
from compliance.intake.school import Schools
from compliance.vocabulary import Vocabulary

VOCABULARY = "cn/vocabulary"


def read(data: Any, *, vocabulary: str = VOCABULARY, folder: str | Path | None = None) -> Schools:
    """Schools from a file, a folder of forms, one profile, a list of profiles or any dataframe.

    A profile may use the names of facts or any printed label; plain numbers are in the declared
    unit, text brings its own. Labels that the vocabulary does not know are kept, because a
    standard may ask for them.

    Raises:
        FactsError: if the data cannot be read as schools at all.

    >>> school = read({"学校名称": "甲校", "占地面积": "60亩"})["甲校"]
    >>> school.facts["campus_area"].value
    (120000, 3)
    """
    root = Path(folder) if folder else None
    return read_under(data, read_vocabulary(vocabulary, root), root)


def read_under(
    data: Any, vocabulary: Vocabulary, folder: Path | None = None,
    progress: Callable[[int], object] | None = None,
) -> Schools:  # fmt: skip
    """Schools under a vocabulary; a folder of workbooks by the forms that lie in it, or are known.

    ``progress`` is called with the number of files of a folder that were read.
    """
    return read_with(data, vocabulary, lambda path: forms_for(path, folder), progress)
