"""From what is to what is planned: a figure, and the same numbers as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from compliance.advice.actions import ACTIONS, called
from compliance.checking.engine.ruling import Outcome
from compliance.notebook import MARKS
from compliance.planning.plan import Decision, Plan
from compliance.planning.shown.counted import not_known
from compliance.reports.html.markup import Html, table, tag
from compliance.text import Text, word

OUTCOMES: tuple[Outcome, ...] = ("pass", "waived", "fail", "unknown", "not_applicable")
COLOURS = {"pass": "#2f855a", "waived": "#2b7bb9", "fail": "#c94f3d", "unknown": "#9a7400",
           "not_applicable": "#718096", "stays": "#2b7bb9", "leaves": "#a05aa8"}  # fmt: skip
"""Each stands out from white and from a dark page alike."""
WIDTH, LEFT, RIGHT, BAR, TOP, GAP = 900, 200, 480, 14, 54, 8
TALL, LINE = 300, 34
"""How tall all schools are together, and how tall a label is, in units of the drawing."""


class Fate(NamedTuple):
    """What becomes of a school, and as what: ``host``, ``guest``, ``apart`` or empty."""

    action: str
    role: str
    stays: bool

    @property
    def text(self) -> Text:
        """The action and the role in words."""
        action = called(self.action)
        return word(f"html_plan.fate_{self.role}", action=action) if self.role else action


class Bar(NamedTuple):
    """One end of the flow: its schools, from where to where it is drawn."""

    schools: int
    top: float
    height: float


Flow = Mapping[tuple[Outcome, Fate], int]


def flow(plan: Plan) -> Flow:
    """How many schools of each outcome have each fate; those of which too little is known apart.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    >>> found = flow(plan)
    >>> sum(found.values()), sum(n for (_, fate), n in found.items() if fate.stays)
    (36, 22)
    """
    apart = not_known(plan)
    found = Counter(
        (one.advice.findings.outcome, _fate(plan, one, apart=one.school in apart)) for one in plan
    )
    order = sorted(found, key=lambda key: (OUTCOMES.index(key[0]), _rank(key[1])))
    return {key: found[key] for key in order}


def _fate(plan: Plan, one: Decision, *, apart: bool) -> Fate:
    stays = one.school in plan.survivors
    if apart and stays:
        return Fate(one.action, "apart", stays=True)
    role = ("host" if stays else "guest") if one.with_ else ""
    return Fate(one.action, role, stays)


def _rank(fate: Fate) -> tuple[bool, bool, int, str]:
    return (not fate.stays, fate.role == "apart", list(ACTIONS).index(fate.action), fate.role)


def flow_table(plan: Plan) -> Html:
    """The numbers of the figure: a row for each fate, a column for each outcome as it was."""
    found = flow(plan)
    shown = [one for one in OUTCOMES if any(outcome == one for outcome, _ in found)]
    head = [word("html_plan.action"), *(word(f"verdict.{one}") for one in shown),
            word("html_plan.all")]  # fmt: skip

    def line(title: Text, fates: Iterable[Fate]) -> list[object]:
        among = [sum(found.get((one, fate), 0) for fate in fates) for one in shown]
        return [title, *among, sum(among)]

    fates = _fates(found)
    stay, leave = ([fate for fate in fates if fate.stays is stays] for stays in (True, False))
    rows = [line(fate.text, [fate]) for fate in stay]
    rows += [line(_counted("flow_stays", found, stay), stay)] if stay else []
    rows += [line(fate.text, [fate]) for fate in leave]
    rows += [line(_counted("flow_leaves", found, leave), leave)] if leave else []
    rows.append(line(_counted("flow_before", found, fates), fates))
    return table(head, rows, caption=word("html_plan.flow_table"))


def _counted(name: str, found: Flow, fates: Iterable[Fate]) -> Text:
    among = set(fates)
    return word(f"html_plan.{name}", n=sum(n for (_, fate), n in found.items() if fate in among))


def _fates(found: Flow) -> list[Fate]:
    return sorted({fate for _, fate in found}, key=_rank)


def flow_figure(plan: Plan) -> Html:
    """The flow drawn: outcomes as they are on the left, what becomes of them on the right."""
    found = flow(plan)
    outcomes = list(dict.fromkeys(outcome for outcome, _ in found))
    fates = _fates(found)
    left = _bars([_sum(found, 0, one) for one in outcomes], breaks=())
    first = next((n for n, fate in enumerate(fates) if not fate.stays), 0)
    right = _bars([_sum(found, 1, one) for one in fates], breaks=(first,) if first else ())
    title = word("html_plan.flow_title", before=len(plan), after=len(plan.survivors))
    steps = [_step(*key, n) for key, n in found.items()]
    described = Text("；".join(one.zh for one in steps), "; ".join(one.en for one in steps))
    tall = max(bar.top + bar.height for bar in (*left, *right)) + GAP
    return tag(
        "svg",
        tag("title", str(title), id="flow-title"), tag("desc", str(described), id="flow-desc"),
        _heads(plan, fates, right),
        _bands(found, dict(zip(outcomes, left, strict=True)), dict(zip(fates, right, strict=True))),
        [_end(bar, Text(*(f"{MARKS[one]} {word(f'verdict.{one}')[n]} {bar.schools}"
                          for n in (0, 1))), one, LEFT, "end")
         for one, bar in zip(outcomes, left, strict=True)],
        [_end(bar, Text(*(f"{fate.text[n]} {bar.schools}" for n in (0, 1))),
              "stays" if fate.stays else "leaves", RIGHT, "start")
         for fate, bar in zip(fates, right, strict=True)],
        viewBox=f"0 0 {WIDTH} {tall:.0f}", role="img", class_="flow",
        aria_labelledby="flow-title", aria_describedby="flow-desc",
    )  # fmt: skip


def _step(outcome: Outcome, fate: Fate, n: int) -> Text:
    return word("html_plan.flow_step", before=word(f"verdict.{outcome}"), fate=fate.text, n=n)


def _sum(found: Flow, side: int, one: object) -> int:
    return sum(n for key, n in found.items() if key[side] == one)


def _bars(counts: list[int], breaks: tuple[int, ...]) -> list[Bar]:
    """Bars one below the other, as tall as they have schools, none closer than its label."""
    scale, top = TALL / max(sum(counts), 1), float(TOP)
    found = []
    for n, schools in enumerate(counts):
        top += TOP if n in breaks else 0
        found.append(Bar(schools, top, schools * scale))
        top += max(schools * scale, LINE) + GAP
    return found


def _heads(plan: Plan, fates: list[Fate], right: list[Bar]) -> Iterator[Html]:
    """What either side is, and where on the right the schools begin that are none any more."""
    yield _label(word("html_plan.flow_before", n=len(plan)), LEFT, 0, "end", bold=True)
    after, last = len(plan.survivors), None
    for fate, bar in zip(fates, right, strict=True):
        if fate.stays is not last:
            name, n = ("stays", after) if fate.stays else ("leaves", len(plan) - after)
            said = word(f"html_plan.flow_{name}", n=n)
            yield _label(said, RIGHT, bar.top - TOP, "start", bold=True)
        last = fate.stays


def _bands(
    found: Flow, left: Mapping[Outcome, Bar], right: Mapping[Fate, Bar]
) -> Iterator[Html]:  # fmt: skip
    """A band for each pair of ends, as wide as it has schools, in the colour of where it begins."""
    used: Counter[object] = Counter()
    for (outcome, fate), n in found.items():
        one, two = left[outcome], right[fate]
        start = one.top + one.height * used[outcome] / one.schools
        end = two.top + two.height * used[fate] / two.schools
        tall, x, to = one.height * n / one.schools, LEFT + BAR, RIGHT - BAR
        used[outcome] += n
        used[fate] += n
        middle = (x + to) / 2
        path = (
            f"M{x} {start:.1f}C{middle} {start:.1f} {middle} {end:.1f} {to} {end:.1f}"
            f"V{end + tall:.1f}C{middle} {end + tall:.1f} {middle} {start + tall:.1f} "
            f"{x} {start + tall:.1f}Z"
        )
        yield tag("path", tag("title", str(_step(outcome, fate, n))), d=path,
                  fill=COLOURS[outcome], fill_opacity="0.35")  # fmt: skip


def _end(bar: Bar, said: Text, colour: str, x: int, anchor: str) -> Html:
    at = x if anchor == "end" else x - BAR
    drawn = tag("rect", x=at, y=f"{bar.top:.1f}", width=BAR, height=f"{bar.height:.1f}",
                fill=COLOURS[colour])  # fmt: skip
    return Html(drawn + _label(said, x, bar.top, anchor))


def _label(said: Text, x: int, top: float, anchor: str, *, bold: bool = False) -> Html:
    """Both languages, one below the other, beside a bar; a reader may see one alone."""
    at = x - 8 if anchor == "end" else x + 8
    lines = [
        tag("tspan", text, lang=lang, x=at, y=f"{top + down:.1f}")
        for text, lang, down in ((said.zh, "zh-Hans", 12), (said.en, "en", 27))
    ]
    return tag("text", lines, text_anchor=anchor, fill="currentColor", font_size="13",
               font_weight="bold" if bold else None)  # fmt: skip
