"""Findings, shares and waivers as a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from compliance.checking.engine.ruling import RULINGS
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.linting.coverage import Coverage
from compliance.checking.shown.explain import SIGNS, explain, period
from compliance.checking.shown.ledger import shown, unit_text
from compliance.checking.statistics import Share, Variation
from compliance.checking.waivers.report import WaiverReport, WaiverStatus
from compliance.documents.coverage import STATES
from compliance.notebook import (
    Cell,
    Mark,
    Shown,
    day_text,
    outcome,
    paired,
    sentence,
    shown_lines,
    shown_table,
    signed,
)
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word

WORST = ("fail", "unknown", "waived", "pass", "not_applicable")
FINDING_HEAD = ("clause", "verdict", "measured", "required", "note", "force", "cite")

COUNTED = {
    "student": ("人", "students"), "teacher": ("人", "teachers"), "person": ("人", "persons"),
    "人": ("人", "persons"), "教职工": ("人", "staff"), "万元": ("万元", "× 10k CNY"),
    "所": ("所", "schools"), "school": ("所", "schools"), "班": ("班", "classes"),
    "年": ("年", "years"), "月": ("个月", "months"), "个月": ("个月", "months"),
    "天": ("天", "days"), "小时": ("小时", "hours"), "hour": ("小时", "hours"),
    "学时": ("学时", "hours"), "节": ("节", "lessons"), "分": ("分", "points"),
    "项": ("项", "items"), "item": ("项", "items"), "门": ("门", "courses"),
    "course": ("门", "courses"), "visit": ("次", "visits"), "人次": ("人次", "visits"),
    "acre": ("英亩", "acres"), "个": ("个", ""),
}  # fmt: skip
"""Units that stand alone: what is counted, not what something is reckoned by."""


def heads(*names: str) -> list[Text]:
    """Headings by their keys."""
    return [word(f"notebook.{name}") for name in names]


def findings(found: Findings) -> Shown:
    """The first schools with their outcomes and what each fails."""
    rows = (
        (one.school.id, one.school.name, outcome(one.outcome), outcome(one.complete), fails(one))
        for one in found.items
    )
    counts = {name: n for name, n in found.counts.items() if name != "pass"}
    said = word("ledger.summary", schools=len(found), pass_=found.counts["pass"], **counts)
    caption = sentence(_head(found.rulebook), said, word("ledger.rate", rate=str(found.rate)))
    return shown_table(caption, heads("id", "name", "outcome", "complete", "fails"), rows,
                       len(found), ".to_frame()")  # fmt: skip


def columns(found: Findings) -> Shown:
    """Findings of whole columns, of which nothing is computed to show them."""
    said = word("notebook.columns", head=_head(found.rulebook), backend=found.schools.backend)
    return shown_lines(said, [word("notebook.columns_how")])


def school(item: SchoolFindings) -> Shown:
    """A school's findings, the worst first."""
    caption = word(
        "notebook.school", id=item.school.id, name=item.school.name, head=_head(item.rulebook),
        outcome=signed(item.outcome), complete=word(f"verdict.{item.complete}"),
    )  # fmt: skip
    return finding_table(caption, item.findings)


def finding_table(caption: Text, found: Sequence[Finding]) -> Shown:
    """Findings as rows, the worst first."""
    ordered = sorted(found, key=lambda one: WORST.index(one.outcome))
    return shown_table(caption, heads(*FINDING_HEAD), map(_row, ordered), len(ordered))


def finding(one: Finding) -> Shown:
    """Everything that ``explain`` says of a finding."""
    first, *lines = paired(*(explain(one, language).split("\n") for language in ("zh", "en")))
    result = signed(one.outcome)
    return shown_lines(Text(f"{first.zh}：{result.zh}", f"{first.en}: {result.en}"), lines)


def verdict(one: Finding) -> Mark:
    """A finding's verdict, and that it is waived where it is."""
    return outcome(one.verdict, "waived" if one.waived else "")


def fails(item: SchoolFindings) -> Text:
    """The titles of the clauses that count and fail."""
    return _joined(f.rule.title for f in item if f.rule.counts and f.outcome == "fail")


def _joined(texts: Iterable[Text]) -> Text:
    known = list(dict.fromkeys(texts))
    return Text("、".join(t.zh for t in known), ", ".join(t.en for t in known))


def _head(rulebook: Rulebook) -> Text:
    return word(
        "ledger.head", title=rulebook.title, document=rulebook.document,
        on=day_text(rulebook.on), binding=word(f"binding.{rulebook.binding}"),
    )  # fmt: skip


def _row(one: Finding) -> tuple[Cell, ...]:
    shows = shown(one)
    unit = "1" if shows["threshold"].startswith("1:") else one.unit
    part = f" · {one.part.name}" if one.part.name else ""
    title = Text(one.rule.title.zh + part, one.rule.title.en + part)
    note = sentence(*_notes(one, shows["shortfall"], unit))
    measured, wanted = quantity(shows["measured"], unit), _required(one, shows, unit)
    return title, verdict(one), measured, wanted, note, word(f"force.{one.force}"), one.cite


def _required(one: Finding, shows: Mapping[str, str], unit: str) -> Text:
    """What a clause asks for: the comparator, and the threshold in the clause's unit."""
    sign = SIGNS.get(one.comparator)
    said = Text(sign, sign) if sign else word(f"comparator.{one.comparator}")
    wanted = quantity(shows["threshold"], unit)
    if not shows["threshold"]:
        wanted = Text(one.rule.stated, one.rule.stated)
    return Text(f"{said.zh} {wanted.zh}".rstrip(), f"{said.en} {wanted.en}".rstrip())


def quantity(figure: str, unit: str) -> Text:
    """A figure with its unit as people write it in either language, nothing without a figure.

    >>> quantity("980", "student"), quantity("1", "teacher").en
    (Text(zh='980 人', en='980 students'), '1 teacher')
    """
    if not figure:
        return Text("", "")
    zh, en = COUNTED.get(unit) or unit_text(unit)
    en = en.removesuffix("s") if figure == "1" and unit in COUNTED else en
    return Text(f"{figure} {zh}".rstrip(), f"{figure} {en}".rstrip())


def _notes(one: Finding, gap: str, unit: str) -> Iterator[Text]:
    """How far off it is, or why there is no verdict; and what the verdict rests on."""
    if gap:
        yield word("ledger.short", shortfall=quantity(gap, unit))
    if one.reason:
        yield word(f"reason.{one.reason}")
    if one.needs:
        yield word("ledger.needs", needs=", ".join(one.needs))
    if one.waiver is not None and one.waived:
        until = day_text(one.waiver.until)
        yield word("waiver.by", authority=one.waiver.authority, until=until)
    if one.inferred:
        yield word("ledger.inferred")
    if one.verdict == "fail" and one.rule.source.evidence == "V1":
        yield word("ledger.single_source")
    if one.depends_on_reading:
        said = ((name, word(f"verdict.{RULINGS[code].verdict}")) for name, code in one.others)
        yield word("ledger.depends", readings=_joined(
            Text(f"{name} → {text.zh}", f"{name} → {text.en}") for name, text in said
        ))  # fmt: skip


def waivers(report: WaiverReport) -> Shown:
    """Every waiver and what has become of it."""
    caption = word("notebook.waivers", on=day_text(report.on), standard=report.standard)
    head = heads("id", "clause", "authority", "period", "state", "verdict", "use")
    return shown_table(caption, head, map(_waiver, report.items), len(report))


def _waiver(one: WaiverStatus) -> tuple[Cell, ...]:
    waiver = one.waiver
    result: Cell = outcome(one.verdict) if one.verdict else ""
    use = one.note.message if one.note else word(f"waiver.{one.use}") if one.use else ""
    return (f"{waiver.school} {one.name}".strip(), waiver.clause,
            f"{waiver.authority} {waiver.document}".strip(), period(waiver),
            word(f"waiver_state.{one.state}"), result, use)  # fmt: skip


def share(one: Share) -> Shown:
    """Counts and an interval, never one number while anything is unknown."""
    rate = one.rate
    row = (str(rate.passed), str(rate.unknown), str(rate.of), str(rate))
    return shown_table(word("notebook.share", rate=str(rate)),
                       heads("passed", "undecided", "of", "rate"), [row], 1)  # fmt: skip


def variation(one: Variation) -> Shown:
    """The coefficient, and what is lacking where it is not known."""
    caption = word("notebook.variation", value=str(one), n=one.schools)
    why = [word(f"reason.{one.reason}")] if one.reason else []
    lacking = [Text(*[f"  {school}: {fact}"] * 2) for school, fact in one.needs]
    return shown_lines(caption, [*why, *lacking], ".needs")


def coverage(one: Coverage) -> Shown:
    """How many rows of each document are in each state."""
    states = [word(f"coverage.{state}") for state in STATES]
    rows: Iterator[tuple[Cell, ...]] = (
        (each.manifest.title.text, *map(str, each.counts.values())) for each in one.documents
    )
    return shown_table(word("notebook.coverage"), [word("notebook.document"), *states], rows,
                       len(one.documents))  # fmt: skip
