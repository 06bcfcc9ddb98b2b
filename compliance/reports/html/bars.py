"""Bars in SVG, coloured by attributes, which every printer and converter understands."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compliance.checking.engine.levers import limits_of
from compliance.checking.finding import Finding
from compliance.reports.html.markup import Html

COLOURS = {"pass": "#2e8b57", "waived": "#6b7fc0", "unknown": "#d99a1c", "fail": "#c0392b",
           "not_applicable": "#a9a9a9"}  # fmt: skip
LINE = "#808080"
"""Grey that stands out from white and from black paper."""
WIDE, HIGH = 120, 10
AT = 84
"""Where the highest line stands; what lies far beyond ends at the edge."""
LEAST = 3
"""The least distance that an eye can tell from none."""


def bullet(finding: Finding, value: Fraction | None) -> Html:
    """A value as a bar beside its lines; on the same side of each as the value itself is.

    Empty where there is no certain line above zero, or nothing that was measured.
    """
    limits = limits_of(finding.rule, finding.facts)
    if value is None or limits is None or finding.verdict not in ("pass", "fail"):
        return Html()
    bounds = [bound for bound in limits.bounds if bound.certain]
    lines = sorted({bound.passes for bound in bounds if bound.passes is not None})
    if not lines or len(bounds) < len(limits.bounds) or lines[0] <= 0:
        return Html()
    held = {bound.passes for bound in bounds if bound.inclusive}
    lower = {bound.passes for bound in bounds if bound.lower}
    end = length(value, lines)
    if value in lines and value not in held:  # on a line that must be passed
        end += -LEAST if value in lower else LEAST
    marks = "".join(f'<path d="M{_at(line, lines)} 0v{HIGH}h2V0" fill="{LINE}"/>'
                    for line in lines)  # fmt: skip
    return Html(
        f'<svg class="bullet" aria-hidden="true">'
        f'<path d="M0 2h{end}v6H0" fill="{COLOURS[finding.verdict]}"/>{marks}</svg>'
    )


def length(value: Fraction, lines: list[Fraction]) -> int:
    """How long a bar is: on a line only where the value is, clear of it everywhere else.

    >>> lines = [Fraction(2500)]
    >>> length(Fraction(2500), lines), length(Fraction("2499.99"), lines), length(0, lines)
    (84, 81, 0)
    """
    end = max(0, min(WIDE, int(value * AT / lines[-1])))
    for line in lines:
        at = _at(line, lines)
        if value < line:
            end = min(end, at - LEAST)
        elif value > line:
            end = max(end, at + LEAST)
        else:
            return at
    return max(0, end)


def _at(line: Fraction, lines: list[Fraction]) -> int:
    """Where a line stands; two lines leave room for a bar that ends between them."""
    place, room = lines.index(line), 2 * LEAST + 1
    most = AT - room * (len(lines) - 1 - place)
    return max(min(int(line * AT / lines[-1]), most), LEAST + room * place)


def stacked(counts: Mapping[str, int], labelled_by: str, width: int = 240) -> Html:
    """Counts of outcomes one after another; one that is not zero is never too thin to see."""
    total = sum(counts.values())
    if not total:
        return Html()
    sizes = {name: max(LEAST, round(width * n / total)) for name, n in counts.items() if n}
    widest = max(sizes, key=lambda name: sizes[name])
    sizes[widest] += width - sum(sizes.values())
    left, parts = 0, []
    for name, colour in COLOURS.items():
        if name in sizes:
            parts.append(f'<rect x="{left}" width="{sizes[name]}" height="14" '
                         f'fill="{colour}" stroke="#fff"/>')  # fmt: skip
            left += sizes[name]
    return Html(
        f'<svg class="stacked" viewBox="0 0 {width} 14" width="{width}" height="14" role="img" '
        f'aria-labelledby="{labelled_by}">{"".join(parts)}</svg>'
    )
