"""A finding in sentences, Chinese and English, made from the same data as the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checking.engine.bounded import chosen, figure
from compliance.checking.engine.ruling import RULINGS
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import known_facts, levers, shown, unit_text
from compliance.documents.waivers import Waiver
from compliance.expressions.tree import Tree, show
from compliance.intake.school import Reported
from compliance.numerals import decimal_text, display
from compliance.rulebook.rule import Holds
from compliance.text import Text, word
from compliance.vocabulary import Members, Parts

SIGNS = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<", "equals": "="}


def explain(finding: Finding, language: str = "both") -> str:
    """Everything an auditor must be able to defend, one statement a line.

    The quoted law and its article, who set the threshold, the inputs with their cells, the
    arithmetic, the shortfall and each lever.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> findings = compliance.check({"campus_area": 30000, "students": 1200}, rulebook)
    >>> print(explain(findings["#1"]["campus-per-student"], "en").splitlines()[1])
    The law: “生均用地面积指标不少于33平方米”
    """
    if language == "both":
        return explain(finding, "zh") + "\n\n" + explain(finding, "en")
    return "\n".join(line.show(language) for line in _lines(finding))


def why(finding: Finding) -> Text:
    """The shortest reason for a verdict: the numbers, or what is missing."""
    if finding.reason:
        needs = ", ".join(finding.needs)
        reason = word(f"reason.{finding.reason}")
        return Text(f"{reason.zh} {needs}".strip(), f"{reason.en} {needs}".strip())
    shows, sign_ = shown(finding), _sign(finding)
    threshold = shows["threshold"] or finding.rule.stated
    zh, en = (f"{shows['measured']} / {text} {threshold}".strip() for text in sign_)
    return Text(zh, en)


def sign(finding: Finding) -> str:
    """The comparator as a sign, or as a Chinese word where it has none."""
    return _sign(finding).zh


def _sign(finding: Finding) -> Text:
    comparator = finding.rule.comparator
    known = SIGNS.get(comparator)
    return Text(known, known) if known else word(f"comparator.{comparator}")


def verdict_words(finding: Finding) -> Text:
    """The verdict in both languages."""
    return word(f"verdict.{finding.verdict}")


def _lines(finding: Finding) -> Iterator[Text]:
    rule, source, say = finding.rule, finding.rule.source, word
    part = f" · {finding.part.name}" if finding.part.name else ""
    school = f"{finding.school.id} {finding.school.name}".strip() + part
    yield Text(f"【{school}】{rule.title.zh}", f"[{school}] {rule.title.en} ({rule.id})")
    yield say(f"finding.{'law' if source.verbatim else 'paraphrase'}", text=source.text)
    yield say("finding.source", document=source.document, cite=source.cite,
              evidence=source.evidence)  # fmt: skip
    yield say("finding.set_by", standard=source.set_by, relation=say(f"relation.{rule.relation}"))
    yield say("finding.force", force=say(f"force.{rule.force}"), basis=say(f"basis.{rule.basis}"))
    if isinstance(rule.test, Holds):
        yield say("finding.condition", condition=_shown(finding, rule.test.tree))
    elif rule.basis == "computed":
        yield say("finding.measure", title=rule.title, formula=_formula(finding))
    if rule.escape is not None:
        yield say("finding.escape", condition=_shown(finding, rule.escape.tree))
    yield from _inputs(finding)
    yield from _numbers(finding)
    yield say("finding.verdict", verdict=verdict_words(finding))
    yield from _waiver(finding)
    yield from _doubts(finding)
    yield from _remedies(finding)


def _labels(finding: Finding, language: int) -> dict[str, str]:
    return {name: fact.text[language] for name, fact in known_facts(finding).items()}


def _formula(finding: Finding) -> Text:
    route = chosen(finding.rule, finding.facts) or finding.rule.measured.formula
    return _shown(finding, route.tree)


def _shown(finding: Finding, tree: Tree) -> Text:
    chinese = show(tree, _labels(finding, 0))
    for sign, character in ((" and ", " 且 "), (" or ", " 或 "), ("not ", "非 ")):
        chinese = chinese.replace(sign, character)
    return Text(chinese, show(tree, _labels(finding, 1)))


def _inputs(finding: Finding) -> Iterator[Text]:
    rule, known = finding.rule, known_facts(finding)
    route = chosen(rule, finding.facts) or rule.measured.formula
    other = {name for way in rule.measured.routes for name in way.facts} - {*route.facts}
    lines: dict[Text, None] = {}
    for name in dict.fromkeys(rule.facts()):
        if name not in other:
            given = finding.facts.get(name)
            lines |= dict.fromkeys(_read(finding, name, known[name].text, given))
    for name in rule.applies_facts:
        fact, given = finding.rulebook.facts[name], finding.school.facts.get(name)
        lines |= dict.fromkeys(_read(finding, name, fact.text, given))
    yield from lines


def _read(finding: Finding, name: str, fact: Text, reported: Reported | None) -> Iterator[Text]:
    """A fact as it was given; one that is reckoned with what it was reckoned from."""
    book = finding.rulebook
    derived = next((one for one in book.derived if one.name == name), None)
    if derived is None:
        yield _input(fact, reported)
        return
    sources = dict.fromkeys([book.facts[read].text for read in derived.reads]
                            + [book[clause].title for clause in derived.clauses])  # fmt: skip
    of = Text("、".join(text.zh for text in sources), ", ".join(text.en for text in sources))
    given = "?" if reported is None else reported.given
    yield word("finding.derived", fact=fact, given=given, of=of)
    for read in derived.reads:
        yield from _read(finding, read, book.facts[read].text, finding.school.facts.get(read))


def _input(fact: Text, reported: object) -> Text:
    if reported is None:
        return word("finding.input_missing", fact=fact)
    return word("finding.input", fact=fact, given=reported.given, cell=reported.cell)  # type: ignore[attr-defined]


def _numbers(finding: Finding) -> Iterator[Text]:
    route, value = chosen(finding.rule, finding.facts), finding.measured
    if route is None or value is None or finding.rule.basis != "computed":
        return
    shows, unit = shown(finding), unit_text(finding.rule.measured.unit.text)
    known = known_facts(finding)
    figures: dict[str, Text] = {}
    for name in route.facts:
        reported, fact = finding.facts[name], known[name]
        about = "≈" if reported.span is not None else ""
        number = about + display(figure(reported) / fact.of.factor, digits=4)
        of = unit_text(fact.unit)
        figures[name] = Text(f"{number} {of.zh}", f"{number} {of.en}")
    zh = show(route.tree, {name: text.zh for name, text in figures.items()})
    en = show(route.tree, {name: text.en for name, text in figures.items()})
    measured = shows["measured"]
    yield word("finding.arithmetic", arithmetic=Text(f"{zh} = {measured} {unit.zh}",
                                                     f"{en} = {measured} {unit.en}"))  # fmt: skip
    if finding.verdict in ("pass", "fail"):
        yield word("finding.test", measured=shows["measured"], sign=_sign(finding),
                   threshold=shows["threshold"] or finding.rule.stated,
                   verdict=verdict_words(finding))  # fmt: skip


def _waiver(finding: Finding) -> Iterator[Text]:
    waiver = finding.waiver
    if waiver is not None:
        state = word(f"waiver_state.{waiver.state(finding.on)}")
        yield word("finding.waiver", authority=waiver.authority, document=waiver.document,
                   period=period(waiver), state=state, why=waiver.reason)  # fmt: skip
    if finding.waived:
        yield word("finding.waived")


def period(waiver: Waiver) -> Text:
    """From when to when a waiver counts."""
    key = "waiver.period" if waiver.to else "waiver.period_review"
    return word(key, first=waiver.from_.isoformat(), last=waiver.until.isoformat())


def _doubts(finding: Finding) -> Iterator[Text]:
    rule = finding.rule
    if finding.reason:
        yield word("finding.reason", reason=word(f"reason.{finding.reason}"))
    if finding.needs:
        yield word("finding.needs", needs=_names(finding, finding.needs))
    if finding.inferred:
        yield word("finding.inferred", ground=rule.source.ground)
    route = chosen(rule, finding.facts)
    if route is not None and route is rule.measured.printed:
        yield word("finding.printed")
    if rule.reading:
        yield word("finding.reading", reading=rule.reading, ground=rule.reading_ground)
    for name, code in finding.others:
        yield word("finding.other_reading", reading=name,
                   verdict=word(f"verdict.{RULINGS[code].verdict}"))  # fmt: skip
    if finding.verdict == "fail" and rule.source.evidence == "V1":
        yield word("finding.single_source", evidence=rule.source.evidence)
    if rule.note is not None:
        yield word("finding.note", note=rule.note)


def _names(finding: Finding, needs: tuple[str, ...]) -> Text:
    facts = finding.rulebook.facts
    inner = [one.facts for one in facts.values() if isinstance(one, Parts | Members)]
    known = {name: fact for some in (*inner, facts, known_facts(finding))
             for name, fact in some.items()}  # fmt: skip
    texts = [known[name].text for name in needs]
    return Text("、".join(t.zh for t in texts), ", ".join(t.en for t in texts))


def _remedies(finding: Finding) -> Iterator[Text]:
    gap = shown(finding)["shortfall"]
    if gap:
        unit = unit_text(finding.rule.measured.unit.text)
        yield word("finding.shortfall", shortfall=Text(f"{gap} {unit.zh}", f"{gap} {unit.en}"))
    known = known_facts(finding)
    for lever in levers(finding):
        fact = known[lever.fact]
        unit = unit_text(fact.unit)
        now, to, change = (
            decimal_text(value / fact.of.factor, 8) for value in (lever.now, lever.to, lever.change)
        )
        change = f"+{change}" if lever.change > 0 else change
        yield word("finding.lever", fact=fact.text, now=now, to=to,
                   change=Text(f"{change} {unit.zh}", f"{change} {unit.en}"))  # fmt: skip
