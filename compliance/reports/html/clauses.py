"""The clauses that a report rests on: the law as quoted, and what is reckoned from it."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checking.findings import Findings
from compliance.reports.html.figures import labelled, names_of, said, stated
from compliance.reports.html.markup import Html, both, table, tag
from compliance.rulebook.rule import Holds, Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word


def clauses_section(findings: Findings) -> Html:
    """Every clause once, each with the anchor that schools' rows point to."""
    book = findings.rulebook
    head = (said("html.clause"), said("html.law"), said("html.asked"), said("html.measure"),
            said("html.set_by"))  # fmt: skip
    rows = [
        (
            [tag("span", both(rule.title), id=anchor(rule)), tag("code", rule.id)],
            [quote(rule), tag("small", origin(rule, book))],
            [tag("p", _threshold(rule, book)), tag("small", binds(rule))],
            _measure(rule, book),
            [_set_by(rule), _replaced(rule, book),
             [tag("small", note) for note in notes(rule)]],
        )
        for rule in book.rules
    ]  # fmt: skip
    grid = table(head, rows, caption=said("html.clauses_caption"))
    return tag("section", tag("h2", said("html.clauses"), id="clauses"), grid, class_="matrix")


def anchor(rule: Rule) -> str:
    """The id of a clause on the page."""
    return f"c-{rule.id}"


def quote(rule: Rule) -> Html:
    """The law word for word, in its own language; a paraphrase says that it is one."""
    if rule.source.verbatim:
        return tag("q", rule.source.text, lang="zh-CN")
    return Html(said("html.paraphrase") + tag("span", rule.source.text, lang="zh-CN"))


def origin(rule: Rule, book: Rulebook) -> Html:
    """Article, document, and how well the text is known."""
    document = book.cards[rule.id].layer.standard.document
    evidence = both(word("html.evidence", code=rule.source.evidence))
    return Html(tag("span", f"{rule.source.cite} · {document}", lang="zh-CN")
                + " · " + evidence)  # fmt: skip


def binds(rule: Rule) -> Html:
    """How strongly a clause binds, and how it is decided."""
    return Html(said(f"force.{rule.force}") + " · " + said(f"basis.{rule.basis}"))


def _threshold(rule: Rule, book: Rulebook) -> Text:
    sign = word(f"comparator.{rule.comparator}")
    if rule.comparator in ("present", "holds"):
        return sign
    at = stated(rule, book)
    return Text(f"{sign.zh} {at.zh}", f"{sign.en} {at.en}")


def _replaced(rule: Rule, book: Rulebook) -> Iterator[Html]:
    """What the clause said in the standards above, the nearest first."""
    card = book.cards.get(rule.id)
    while card is not None and card.before is not None:
        card = card.before
        words = card.clause.text or card.clause.paraphrase or ""
        yield tag("small", word("html.above", standard=card.layer.id), " ",
                  tag("span", f"{card.clause.cite} {words}", lang="zh-CN"))  # fmt: skip


def formula(rule: Rule, book: Rulebook) -> Text | None:
    """How a clause is measured, or the condition that must hold; None where nobody reckons."""
    names = {name: fact.text for name, fact in names_of(rule, book).items()}
    if isinstance(rule.test, Holds):
        return labelled(rule.test.tree, names)
    return labelled(rule.measured.formula.tree, names) if rule.basis == "computed" else None


def law_row(rule: Rule, book: Rulebook, columns: int) -> Html:
    """The law below a finding: its words, where they stand, who set the threshold, the formula."""
    lines = [origin(rule, book), _set_by(rule), binds(rule)]
    made = formula(rule, book)
    if made is not None and len(rule.measured.formula.facts) > 1:
        lines.append(both(word("html.formula", formula=made)))
    said_ = Html(" · ".join(lines))
    return tag(
        "tr", tag("td", quote(rule), " ", tag("small", said_), colspan=columns), class_="law"
    )


def _set_by(rule: Rule) -> Html:
    return both(word("finding.set_by", standard=rule.source.set_by,
                     relation=word(f"relation.{rule.relation}")))  # fmt: skip


def _measure(rule: Rule, book: Rulebook) -> Html:
    names = {name: fact.text for name, fact in names_of(rule, book).items()}
    made = formula(rule, book)
    lines = [] if made is None else [made]
    if rule.applies is not None:
        when = labelled(rule.applies, {name: fact.text for name, fact in book.facts.items()})
        lines.append(word("html.applies", condition=when))
    if rule.escape is not None:
        lines.append(word("finding.escape", condition=labelled(rule.escape.tree, names)))
    return Html("".join(tag("p", both(line)) for line in lines)) or Html("—")


def notes(rule: Rule) -> Iterator[Text]:
    """What somebody who quotes the clause must know."""
    if rule.inferred:
        yield word("finding.inferred", ground=rule.source.ground)
    if rule.reading:
        yield word("finding.reading", reading=rule.reading, ground=rule.reading_ground)
    if rule.note is not None:
        yield word("finding.note", note=rule.note)
