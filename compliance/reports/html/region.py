"""A region: what was judged by, counts, rates, clauses, and every school beside every clause."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from compliance.checking.findings import Findings, Rate
from compliance.checking.shown.explain import period
from compliance.checking.shown.ledger import summary
from compliance.checking.statistics import group_of
from compliance.checking.waivers.report import WaiverStatus
from compliance.documents.standard import InForce, LostDay
from compliance.notebook import MARKS
from compliance.reports.html.bars import stacked
from compliance.reports.html.changes import outcomes
from compliance.reports.html.clauses import anchor
from compliance.reports.html.figures import day, joined, measured, said
from compliance.reports.html.markup import Html, both, table, tag
from compliance.reports.html.school import issues_table, outcome
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word
from compliance.vocabulary import Category

GROUPS = ("district", "city", "owner", "kind")
"""By what a region is divided, where schools report it and differ in it."""


def head_section(findings: Findings) -> Html:
    """What was judged by, on which day, and what it rests on."""
    book = findings.rulebook
    pairs: list[tuple[object, object]] = [
        (said("html.document"), tag("span", book.document, lang="zh-CN")),
        (said("html.issuer"), tag("span", book.issuer, lang="zh-CN")),
        (said("html.on"), day(book.on)),
        (said("html.binding"), said(f"binding.{book.binding}")),
        (said("html.standard"), tag("code", book.id)),
        (said("html.data"), findings.schools.source or said("html.memory")),
        (said("html.judged"), str(len(findings))),
    ]
    if not book.inferences:
        pairs.append((said("html.inferences"), said("html.refused")))
    pairs += [(tag("code", clause), reading) for clause, reading in book.readings.items()]
    notes = [word("ledger.inferred_day", day=one) for one in book.inferred_days]
    return tag(
        "section", tag("h2", said("html.basis"), id="basis"),
        tag("dl", [tag("div", tag("dt", a), tag("dd", b)) for a, b in pairs], class_="facts"),
        [tag("p", note) for note in (*notes, *book.notes)],
        tag("h3", said("html.definitions")), tag("ul", [
            tag("li", outcome(name), " ", said(f"html.means.{name}")) for name in MARKS]),
        tag("p", said("html.rule"), id="rule"), tag("p", said("html.denominator")),
    )  # fmt: skip


def counts_section(findings: Findings) -> Html:
    """How many schools have each outcome, apart; and the rate, never one number while open."""
    counts = {str(name): n for name, n in findings.counts.items()}
    said_ = summary(findings)
    tiles = [
        tag("li", tag("b", str(counts.get(name, 0))), outcome(name),
            class_=f"tile {name}" if counts.get(name) else "tile zero")
        for name in MARKS
    ]  # fmt: skip
    rate = findings.rate
    lines = [word("html.rate", rate=str(rate), passed=rate.passed, of=rate.of,
                  unknown=rate.unknown)]  # fmt: skip
    if said_["presumed_in_scope"]:
        facts = findings.rulebook.facts
        scope = joined(facts[name].text for name in findings.rulebook.scope_facts)
        lines.append(word("ledger.presumed", schools=said_["presumed_in_scope"], facts=scope))
    if said_["inferred"]:
        lines.append(word("ledger.inferences", findings=said_["inferred"]))
    complete: Counter[str] = Counter(item.complete for item in findings)
    full = Text(
        "，".join(f"{word(f'verdict.{n}').zh} {complete[n]}" for n in MARKS if complete[n]),
        ", ".join(f"{complete[n]} {word(f'verdict.{n}').en}" for n in MARKS if complete[n]),
    )
    lines.append(word("html.complete_counts", counts=full))
    return tag("section", tag("h2", said("html.counts"), id="counts"),
               tag("ul", tiles, class_="tiles"), [tag("p", line) for line in lines])  # fmt: skip


def clause_bars(findings: Findings) -> Html:
    """Each clause with its counts and rate, those that most schools fail first."""
    counts: dict[str, Counter[str]] = {rule.id: Counter() for rule in findings.rulebook.rules}
    for item in findings:
        for clause, result in outcomes(item).items():
            counts[clause][result] += 1
    rules = sorted(findings.rulebook.rules, key=lambda rule: -counts[rule.id]["fail"])
    rows = []
    for rule in rules:
        own = counts[rule.id]
        text = tag("ul", [tag("li", f"{own[name]} ", outcome(name)) for name in MARKS
                          if own[name]], id=f"counts-{rule.id}", class_="plain")  # fmt: skip
        rows.append((tag("a", rule.title, href=f"#{anchor(rule)}"), said(f"force.{rule.force}"),
                     stacked(own, f"counts-{rule.id}"), text, str(_rate(own))))  # fmt: skip
    head = [said(f"html.{name}") for name in ("clause", "force", "bar", "numbers", "rate_head")]
    return tag("section", tag("h2", said("html.by_clause"), id="by-clause"),
               table(head, rows, caption=said("html.by_clause_caption")))  # fmt: skip


def _rate(counts: Mapping[str, int]) -> Rate:
    of = sum(n for name, n in counts.items() if name != "not_applicable")
    return Rate(counts.get("pass", 0), counts.get("unknown", 0), of)


def matrix(findings: Findings, anchors: dict[str, str]) -> Html:
    """Every school beside every clause, in marks."""
    rules = findings.rulebook.rules
    names = {name: f"{word(f'verdict.{name}')}" for name in MARKS}
    cells = {name: tag("td", mark, class_=name, title=names[name]) for name, mark in MARKS.items()}
    cells[""] = tag("td")
    rows = []
    for item in findings:
        own = outcomes(item)
        school = tag("a", f"{item.school.id} {item.school.name}".strip(),
                     href=anchors[item.school.id])  # fmt: skip
        rows.append(
            tag(
                "tr",
                tag("th", school, scope="row"),
                cells[item.outcome],
                Html("".join(cells[own.get(rule.id, "")] for rule in rules)),
            )
        )
    head = [tag("th", said("html.school"), scope="col"), tag("th", said("html.outcome_head"),
            scope="col"), [tag("th", rule.title, scope="col") for rule in rules]]  # fmt: skip
    legend = tag("p", [[outcome(name), "  "] for name in MARKS], class_="legend")
    grid = tag("table", tag("caption", said("html.matrix_caption")), tag("thead", tag("tr", head)),
               tag("tbody", rows), class_="marks")  # fmt: skip
    return tag(
        "section",
        tag("h2", said("html.matrix"), id="matrix"),
        legend,
        tag("div", grid, class_="wide", tabindex="0", role="group"),
        class_="matrix",
    )


def groups_section(findings: Findings) -> Html:
    """The same counts for each district, and for each kind of school."""
    blocks = []
    for by in GROUPS:
        if by not in findings.rulebook.vocabulary.facts:
            continue
        counts: dict[str, Counter[str]] = {}
        for item in findings:
            counts.setdefault(group_of(item, by), Counter())[item.outcome] += 1
        if len(counts) > 1:
            blocks.append(_group_table(findings.rulebook, by, counts))
    if not blocks:
        return Html()
    return tag("section", tag("h2", said("html.groups"), id="groups"), blocks)


def _group_table(book: Rulebook, by: str, counts: Mapping[str, Counter[str]]) -> Html:
    fact = book.vocabulary.facts[by]
    known = fact.values if isinstance(fact, Category) else {}
    rows = [
        (both(known[value].text) if value in known else value or said("html.not_reported"),
         str(own.total()), *(str(own[name]) for name in MARKS), str(_rate(own)))
        for value, own in sorted(counts.items())
    ]  # fmt: skip
    head = [fact.text, said("html.schools_head"), *(outcome(name) for name in MARKS),
            said("html.rate_head")]  # fmt: skip
    return table(head, rows, caption=word("html.by_group", fact=fact.text))


def reasons_section(findings: Findings, anchors: dict[str, str]) -> Html:
    """What is not met without failing anyone: to be explained, or a target."""
    rows = [
        (tag("a", f"{one.school.id} {one.school.name}".strip(), href=anchors[one.school.id]),
         [one.rule.title, f" · {one.part.name}" if one.part.name else None],
         said(f"force.{one.rule.force}"), measured(one),
         said("html.say_why" if one.rule.force != "target" else "html.target_missed"))
        for item in findings for one in item
        if one.outcome == "fail" and one.rule.force in ("normally", "about", "target")
    ]  # fmt: skip
    if not rows:
        return Html()
    head = [said(f"html.{name}") for name in ("school", "clause", "force", "measured", "asked_for")]
    return tag("section", tag("h2", said("html.reasons"), id="reasons"),
               table(head, rows, caption=said("html.reasons_caption")))  # fmt: skip


def waivers_section(findings: Findings) -> Html:
    """What has become of every waiver given."""
    if not findings.waived.entries:
        return Html()
    report = findings.waivers()
    head = [said(f"html.{name}") for name in ("school", "clause", "authority", "period", "state")]
    rows = [
        (f"{one.school or one.waiver.school} {one.name}".strip(), tag("code", one.waiver.clause),
         f"{one.waiver.authority} {one.waiver.document}", period(one.waiver), list(_states(one)))
        for one in report
    ]  # fmt: skip
    return tag("section", tag("h2", said("html.waivers"), id="waivers"),
               table(head, rows, caption=said("html.waivers_caption")))  # fmt: skip


def _states(one: WaiverStatus) -> Iterator[Html]:
    yield tag("p", said(f"waiver_state.{one.state}"))
    if one.note is not None:
        yield tag("p", one.note.message)
    if one.use:
        yield tag("p", said(f"waiver.{one.use}"))
    if one.expiring:
        yield tag("p", word("waiver.left", days=one.days_left))


def issues_section(findings: Findings) -> Html:
    """Every value of the data that was not plainly understood."""
    issues = findings.schools.all_issues
    return tag("section", tag("h2", said("html.issues"), id="issues"),
               issues_table(issues) if issues else tag("p", said("html.none")))  # fmt: skip


def sources_section(book: Rulebook) -> Html:
    """The documents that clauses come from, the most general first."""
    rows = []
    for layer in book.chain:
        standard = layer.standard
        rows.append((
            tag("code", layer.id), standard.title.text, tag("span", standard.issuer, lang="zh-CN"),
            tag("span", standard.document, lang="zh-CN"), _force(standard.in_force),
        ))  # fmt: skip
    head = [said(f"html.{name}") for name in ("standard", "title", "issuer", "document", "period")]
    return tag("section", tag("h2", said("html.sources"), id="sources"),
               table(head, rows, caption=said("html.sources_caption")))  # fmt: skip


def _force(phase: InForce) -> Text:
    """From when to when; a day that the source lost by what was inferred, and said to be."""
    first, last = _day(phase.from_), _day(phase.to)
    return word("html.from_to", first=first, last=last) if phase.to else word(
        "html.from_on", first=first)  # fmt: skip


def _day(given: dt.date | LostDay | None) -> Text | str:
    if isinstance(given, LostDay):
        known = day(given.inferred) if given.inferred else given.unreadable
        return word("html.inferred_day", day=known)
    return day(given) if given else ""
