"""Schools as a notebook shows them: what was read, and how much was not understood."""

from __future__ import annotations

from compliance.intake.school import Reported, School, Schools, is_list
from compliance.notebook import Shown, shown_lines, shown_table
from compliance.text import Text, word


def schools(found: Schools) -> Shown:
    """The first schools; of a frame whose rows have not been read, how to read them."""
    if not isinstance(found.items, tuple):
        said = word("notebook.unread", backend=found.backend)
        return shown_lines(said, [word("notebook.unread_how")])
    source = found.source or word("notebook.memory")
    caption = word("notebook.schools", n=len(found), issues=len(found.all_issues), source=source)
    rows = ((one.id, one.name, str(len(one.facts)), str(len(one.issues))) for one in found.items)
    return shown_table(caption, _heads("id", "name", "facts", "issues"), rows, len(found))


def school(one: School) -> Shown:
    """The facts as they were given, with their cells."""
    caption = Text(*[f"{one.id} {one.name}".strip()] * 2)
    rows = ((name, _given(fact), fact.cell) for name, fact in one.facts.items())
    return shown_table(caption, _heads("fact", "given", "cell"), rows, len(one.facts))


def _given(fact: Reported) -> str | Text:
    """What was given; of a list, how long it is."""
    if isinstance(fact.value, tuple) and is_list(fact.value):
        return word("notebook.parts", n=len(fact.value))
    return fact.given


def _heads(*names: str) -> list[Text]:
    return [word(f"notebook.{name}") for name in names]
