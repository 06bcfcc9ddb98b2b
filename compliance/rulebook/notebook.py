"""Rulebooks and their differences as a notebook shows them."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.notebook import Cell, Shown, day_text, shown_table
from compliance.rulebook.diff import Difference
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word


def rulebook(book: Rulebook) -> Shown:
    """The clauses: what each asks for, with what force, and which layer says so."""
    caption = word(
        "notebook.rulebook", title=book.title, document=book.document, on=day_text(book.on),
        binding=word(f"binding.{book.binding}"), n=len(book),
    )  # fmt: skip
    head = _heads("cite", "clause", "required", "force", "set_by")
    return shown_table(caption, head, map(_clause, book.rules), len(book))


def _clause(rule: Rule) -> tuple[Cell, ...]:
    return (rule.source.cite, rule.title, required(rule), word(f"force.{rule.force}"),
            rule.source.set_by)  # fmt: skip


def required(rule: Rule | None) -> str:
    """What a rule asks for: the comparator in words, the threshold as the file has it."""
    return f"{word(f'comparator.{rule.comparator}')} {rule.stated}".rstrip() if rule else ""


def differences(found: Sequence[Difference]) -> Shown:
    """What differs, clause by clause: both thresholds, and which is stricter."""
    rows = (
        (Text(one.title, one.clause), word(f"relation.{one.direction}"), _changed(one),
         required(one.earlier), required(one.later))
        for one in found
    )  # fmt: skip
    head = _heads("clause", "direction", "change", "before", "after")
    return shown_table(word("notebook.differences", n=len(found)), head, rows, len(found), "list()")


def _changed(one: Difference) -> Text:
    said = [word(f"notebook.changed_{change}") for change in one.changes]
    return Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))


def _heads(*names: str) -> list[Text]:
    return [word(f"notebook.{name}") for name in names]
