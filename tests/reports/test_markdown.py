"""Markdown: tables that stay tables, and everything that a report must say."""

import re
from pathlib import Path

import pytest
from judged_schools import HOSTILE, LAW, hostile, judged

import compliance
from compliance.planning.shown.table import mergers
from compliance.reports.markdown import escape, markdown_blocks

ROOT = Path(__file__).resolve().parents[2]


def rows(line: str) -> list[str]:
    """The cells of a line of a table, as a reader of Markdown splits them."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def tables(text: str) -> list[list[list[str]]]:
    found, now = [], []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            now.append(rows(line))
        elif now:
            found.append(now)
            now = []
    return found


def read(cell: str) -> str:
    r"""What stands in a cell, backslashes taken off as CommonMark does."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell)


def text_of(language: str = "zh", **parts: object) -> str:
    return "".join(markdown_blocks(judged(), language=language, **parts))  # type: ignore[arg-type]


def test_every_row_of_a_table_has_as_many_cells_as_its_heading() -> None:
    """No name, however hostile, opens or closes a cell."""
    for findings in (judged(), hostile()):
        found = tables("".join(markdown_blocks(findings)))
        assert found
        assert all(len(row) == len(table[0]) for table in found for row in table)


def test_hostile_names_come_back_letter_for_letter() -> None:
    """Each name reads as it was given, and its markup is not markup."""
    text = "".join(markdown_blocks(hostile(), language="en"))
    schools = tables(text)[0][2:]
    assert [read(row[0]) for row in schools[:-1]] == [f"H{n} {x}" for n, x in enumerate(HOSTILE)]
    assert read(schools[-1][0]) == "M 铃"
    assert re.search(r"(?<!\\)</?b", text) is None
    assert re.search(r"(?<!\\)\]\(", text) is None


@pytest.mark.parametrize("text", ["# 一", "- 一", "+ 一", "1. 一", "12) 一", "> 一", "=== 一"])
def test_a_text_never_opens_a_block(text: str) -> None:
    """What would begin a heading, a list or a quotation at the start of a line does not."""
    said = escape(text)
    assert read(said) == text
    assert re.match(r"(?:#|[-+>=]|\d+[.)])", said) is None


def test_a_failed_clause_quotes_the_law_and_gives_figures_and_remedies() -> None:
    """39000 m² for 1200 students is 32.5, 0.5 short of 33; 39600 m² would do."""
    (row,) = (row for table in tables(text_of()) for row in table if LAW in row[1])
    assert row[2:5] == ["32.5 ㎡/生", "≥ 33 ㎡/生", "0.5 ㎡/生"]
    assert "39000 变为 39600（+600 ㎡）" in row[5]


def test_the_day_the_rate_and_the_law_stand_in_it() -> None:
    """What was judged by and when, the counts, and the rate as an interval."""
    text = text_of("en")
    assert "judged on 2018-06-30, in force" in text
    assert "3 schools: 0 pass, 1 fail, 2 unknown, 0 waived, 0 not applicable" in text
    assert "0.0 %–66.7 %" in text


def test_advice_and_plan_with_every_merger() -> None:
    """Each school has its line, each merger its row, and both say that they decide nothing."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    findings = compliance.check(ROOT / "docs/examples/fuzhou-36.xlsx", rulebook)
    plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    text = "".join(markdown_blocks(findings, advice=plan.advice, plan=plan, language="zh"))
    acts = [table[2:] for table in tables(text) if table[0] == ["学校", "建议"]]
    assert [len(table) for table in acts] == [36, 36]
    (merged,) = (table[2:] for table in tables(text) if table[0][0] == "序号")
    assert [row[0] for row in merged] == [str(one.number) for one in mergers(plan)]
    assert text.count("> 建议，不是决定") == 2
