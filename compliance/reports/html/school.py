"""One school: who it is, its outcome and what made it, and every clause with its grounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.checking.engine.ruling import RULINGS, Code
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.shown.explain import period
from compliance.checking.shown.ledger import inputs, known_facts, levers, shown
from compliance.errors import Problem
from compliance.notebook import MARKS
from compliance.numerals import percent
from compliance.reports.html.bars import bullet
from compliance.reports.html.clauses import anchor, law_row
from compliance.reports.html.distance import margin
from compliance.reports.html.figures import (
    arithmetic,
    joined,
    lever_words,
    quantity,
    said,
    wanted,
)
from compliance.reports.html.markup import Html, both, table, tag
from compliance.text import Text, word
from compliance.vocabulary import Category, Members, Number, Parts

HEAD = ("clause", "verdict", "measured", "asked", "gap", "remedy")
COLUMNS = len(HEAD)


@dataclass(frozen=True)
class Style:
    """How schools are shown.

    ``laws`` are the rows that quote each clause; without them rows link to the clauses alone, and
    figures stand without names. ``clauses`` is the page of the clauses, where it is another, and
    ``source`` the file whose cells need no name.
    """

    laws: Mapping[str, Html]
    names: Mapping[str, Html]
    source: str = ""

    @classmethod
    def of(cls, findings: Findings, *, quoted: bool, clauses: str = "") -> Style:
        """The style of a whole report: what every school says of a clause is made once."""
        book = findings.rulebook
        laws = {rule.id: law_row(rule, book, COLUMNS) for rule in book.rules if quoted}
        names = {rule.id: tag("a", rule.title, href=f"{clauses}#{anchor(rule)}")
                 for rule in book.rules}  # fmt: skip
        return cls(laws, names, findings.schools.source)

    @property
    def quoted(self) -> bool:
        """Whether each row has the law below it."""
        return bool(self.laws)


def school_section(item: SchoolFindings, place: int, style: Style) -> Html:
    """The section of the school that stands at ``place``, counted from one."""
    school = item.school
    return tag(
        "section",
        tag("h3", f"{school.id} {school.name}".strip(), id=school_anchor(place)),
        _identity(item), _outcome(item, style), _ledger(item, style),
        issues_table(school.issues) if school.issues else None,
        _signatures(),
        class_="school",
    )  # fmt: skip


def school_anchor(place: int) -> str:
    """The id of a school's section on the page."""
    return f"school-{place}"


def outcome(name: str) -> Html:
    """An outcome with its mark, which needs no colour to be read."""
    return tag("span", MARKS[name], " ", said(f"verdict.{name}"), class_=f"verdict {name}")


def _identity(item: SchoolFindings) -> Html:
    """What the school reported of itself that is no figure."""
    facts, pairs = item.rulebook.vocabulary.facts, []
    for name, reported in item.school.facts.items():
        fact = facts.get(name)
        if name in ("id", "name") or fact is None or isinstance(fact, Number | Parts):
            continue
        if fact.type in ("members", "evidence") or isinstance(reported.value, tuple):
            continue
        known = fact.values.get(str(reported.value)) if isinstance(fact, Category) else None
        value: object = known.text if known and not reported.codes else reported.given
        if isinstance(reported.value, bool):
            value = said("html.yes") if reported.value else said("html.no")
        pairs.append(tag("div", tag("dt", fact.text), tag("dd", value)))
    return tag("dl", pairs, class_="facts") if pairs else Html()


def _outcome(item: SchoolFindings, style: Style) -> Html:
    """Both outcomes, the rule that makes them, and the clauses that made these."""
    deciding = dict.fromkeys(
        finding.rule.title for finding in item
        if finding.rule.counts and finding.outcome == item.complete
        and item.complete in ("fail", "unknown", "waived") and finding.code is not Code.HARMLESS
    )  # fmt: skip
    lines = [
        tag("p", said("html.outcome"), " ", outcome(item.outcome), " ", said("html.complete"), " ",
            outcome(item.complete), class_="outcome"),
        tag("p", said("html.rule")) if style.quoted
        else tag("p", tag("a", said("html.rule_link"), href="#rule")),
    ]  # fmt: skip
    if deciding:
        lines.append(tag("p", word("html.decided_by", clauses=joined(deciding))))
    if item.outstanding:
        lines.append(tag("p", word("html.outstanding", items=item.outstanding)))
    if item.presumed:
        facts = [item.rulebook.facts[name].text for name in item.presumed]
        lines.append(tag("p", word("html.presumed", facts=joined(facts))))
    return Html("".join(lines))


def _ledger(item: SchoolFindings, style: Style) -> Html:
    """Every clause; the law below its figures, or a link to it."""
    head = tag("tr", [tag("th", said(f"html.{name}"), scope="col") for name in HEAD])
    if style.quoted:
        bodies = [
            tag("tbody", _row(finding, style), style.laws[finding.clause]) for finding in item
        ]
    else:
        bodies = [tag("tbody", [_row(finding, style) for finding in item])]
    caption = tag("caption", said("html.ledger"))
    return tag("div", tag("table", caption, tag("thead", head), bodies), class_="wide ledger",
               tabindex="0", role="group")  # fmt: skip


def _row(finding: Finding, style: Style) -> Html:
    rule, shows = finding.rule, shown(finding)
    name: list[object] = [style.names[rule.id]]
    if finding.part.name and rule.measured.over:
        name.append(tag("span", finding.part.name, class_="part"))
    if rule.force != "shall":
        name += [" ", tag("small", said(f"force.{rule.force}"))]
    return tag(
        "tr", tag("th", name, scope="row"), _verdict(finding),
        tag("td", _figures(finding, shows["measured"], style)),
        tag("td", wanted(finding, shows["threshold"])),
        tag("td", _gap(finding, shows["shortfall"])),
        tag("td", [tag("p", line) for line in _remarks(finding, style)]),
    )  # fmt: skip


def _verdict(finding: Finding) -> Html:
    found = [Html(f"{MARKS[finding.outcome]} "), said(f"verdict.{finding.outcome}")]
    if finding.outcome != finding.verdict:
        found.append(tag("p", said("html.without"), outcome(finding.verdict)))
    if finding.reason:
        found.append(tag("p", said(f"reason.{finding.reason}")))
    return tag("td", found, class_=finding.outcome)


def _figures(finding: Finding, number: str, style: Style) -> list[Html]:
    """The value, how it was reckoned, and what it was reckoned from."""
    found, read = [], inputs(finding)
    if finding.rule.basis == "computed" and number and finding.verdict != "not_applicable":
        found.append(both(arithmetic(finding, number) or quantity(number, finding.unit)))
    if style.quoted:
        return [*found, *(tag("small", _given(finding, one, style)) for one in read)]
    bare = (_placed(one["given"], _cell(one["cell"], style)) for one in read)
    return [*found, tag("small", ", ".join(bare))] if read else found


def _placed(given: str, cell: str) -> str:
    return f"{given} ({cell})" if cell else given


def _given(finding: Finding, one: dict[str, Any], style: Style) -> list[object]:
    """A fact as it was given, with its cell; unnamed where the clause is called the same."""
    facts, cell = finding.rulebook.facts, _cell(one["cell"], style)
    fact = known_facts(finding).get(one["fact"]) or facts.get(one["fact"])
    named = None if fact and fact.text == finding.rule.title else [fact and fact.text, " "]
    return [named, _placed(one["given"], cell)]


def _cell(cell: str, style: Style) -> str:
    return cell.removeprefix(f"{style.source}!") if style.source else cell


def _gap(finding: Finding, number: str) -> list[Html]:
    if finding.rule.basis != "computed":
        return []
    found = [bullet(finding, finding.measured)]
    far = margin(finding)
    if number and finding.verdict == "fail":
        text = quantity(number, finding.unit)
        said_ = word("html.short", shortfall=text)
        if far is not None and far:
            share = percent(far.numerator, far.denominator)
            said_ = word("html.short_by", shortfall=text, share=share)
        found.append(tag("p", said_))
    return found


def _remarks(finding: Finding, style: Style) -> Iterator[Text]:
    """Ways to close the gap, each alone; then all that the verdict rests on."""
    known = known_facts(finding)
    ways = [lever_words(one, known[one.fact]) for one in levers(finding)]
    if ways:
        joined = Text("；或".join(way.zh for way in ways), "; or ".join(way.en for way in ways))
        yield joined
    elif finding.verdict == "fail" and finding.rule.basis == "computed":
        yield word("html.no_lever")
    if finding.needs:
        yield word("finding.needs", needs=_needs(finding, known))
    yield from _waiver(finding)
    yield from _doubts(finding, style)


def _needs(finding: Finding, known: Mapping[str, Any]) -> Text:
    """What is missing, by name; of a region's schools too, where the region is judged by them."""
    facts = dict(known)
    for fact in finding.rulebook.facts.values():
        if isinstance(fact, Members):
            facts = {**fact.facts, **facts}
    facts = {**facts, **finding.rulebook.facts, **known}
    return joined(facts[name].text if name in facts else Text(name, name)
                  for name in finding.needs)  # fmt: skip


def _waiver(finding: Finding) -> Iterator[Text]:
    waiver = finding.waiver
    if waiver is not None:
        state = word(f"waiver_state.{waiver.state(finding.on)}")
        yield word("finding.waiver", authority=waiver.authority, document=waiver.document,
                   period=period(waiver), state=state, why=waiver.reason)  # fmt: skip


def _doubts(finding: Finding, style: Style) -> Iterator[Text]:
    """What the verdict rests on; grounds that the clauses' own list gives only where quoted."""
    rule = finding.rule
    if finding.inferred and rule.source.ground and style.quoted:
        yield word("finding.inferred", ground=rule.source.ground)
    elif finding.inferred:
        yield word("html.rests_on_inference")
    if finding.depends_on_reading:
        for name, code in finding.others:
            yield word("finding.other_reading", reading=name,
                       verdict=word(f"verdict.{RULINGS[code].verdict}"))  # fmt: skip
    if finding.verdict == "fail" and rule.source.evidence == "V1":
        yield word("finding.single_source", evidence=rule.source.evidence)
    if finding.verdict == "fail" and rule.force in ("normally", "about"):
        yield word("html.say_why")


def issues_table(issues: tuple[Problem, ...]) -> Html:
    """What was found in the data: where, what, and what to do."""
    rows = [(str(issue.place) or "—", tag("code", issue.code), both(issue.message),
             both(issue.hint)) for issue in issues]  # fmt: skip
    head = [said(f"html.issue_{name}") for name in ("place", "code", "message", "hint")]
    return table(head, rows, caption=said("html.issues"))


def _signatures() -> Html:
    """Where those who checked the sheet sign."""
    blanks = [tag("span", said(f"html.{name}"), class_="blank") for name in
              ("checked_by", "reviewed_by", "signed_on")]  # fmt: skip
    return tag("p", blanks, class_="signatures")
