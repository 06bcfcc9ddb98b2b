"""Traps inside a cell: what it holds is not what it seems to hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dirty_writers import (
    Error,
    Formatted,
    Formula,
    opened_in_excel,
    text,
    without_addresses,
    without_results,
    xls,
    xlsx,
)
from make import GOOD_READ, HEAD, Dirty

SHARE = ["学校名称", "双师比", "在校生数"]
IDS = ["学校标识码", *HEAD]


def cell(name: str, heading: str, value: Any, read: str, trap: str, **more: Any) -> Dirty:
    """A workbook in which one figure of one school is the trap."""
    rows = [["学校名称", heading, "在校生数"], ["甲校", value, 980]]
    return Dirty(name, lambda: xlsx(rows, **more), trap, {2: ["甲校", read, "980 student"]})


def identity(name: str, value: Any, read: str, trap: str) -> Dirty:
    """A file in which a school's code is the trap: a workbook, or text by its name."""
    rows = [IDS, [value, "甲校", 60, 980]]
    make = (lambda: text(rows)) if name.endswith(".csv") else (lambda: xlsx(rows))
    return Dirty(name, make, trap, {2: [read, *GOOD_READ]})


TRUE = True
TIME, LONG = "h:mm", "[h]:mm"
FILES = [
    # ratios
    cell("ratio-as-time.xlsx", "生师比", Formatted(dt.time(1, 20), TIME), "20 student/teacher",
         "1:20 that Excel stored as twenty past one"),
    cell("ratio-as-long-time.xlsx", "师生比", Formatted(dt.timedelta(hours=25, minutes=1), LONG),
         "25 student/teacher", "25:1, more hours than a day has"),
    cell("ratio-as-date.xlsx", "生师比", Formatted(dt.date(2016, 1, 20), "m/d"), "!not-a-number",
         "1/20 that Excel stored as the twentieth of January"),
    cell("ratio-as-date-text.xlsx", "生师比", "1/20", "!quantity-number",
         "1/20 as text: a ratio, a fraction or a day"),
    cell("five-to-five.xlsx", "生师比", Formatted(dt.time(5, 5), TIME), "!ratio-unclear",
         "5:5, neither side of which is 1"),
    cell("ratio-full-width.xlsx", "生师比", "１∶２０", "20 student/teacher", "full-width ratio"),
    cell("ratio-in-words.xlsx", "师生比", "20比1", "20 student/teacher", "20比1"),
    cell("ratio-with-seconds.xlsx", "生师比", Formatted(dt.time(0, 1, 20), "h:mm:ss"),
         "!not-a-number", "a real time of day"),
    cell("time-for-pupils.xlsx", "专任教师", Formatted(dt.time(5, 5), TIME), "!not-a-number",
         "a time in a column of counts"),
    cell("date-for-area.xlsx", "占地面积", Formatted(dt.date(2016, 1, 20), "yyyy-mm-dd"),
         "!not-a-number", "a date in a column of areas"),
    # percentages
    cell("percent-by-format.xlsx", "双师比", Formatted(0.525, "0.0%"), "52.5 %",
         "0.525 that is shown as 52.5%"),
    cell("percent-one.xlsx", "双师比", Formatted(1, "0%"), "100 %", "1 that is shown as 100%"),
    cell("percent-twice.xlsx", "双师比", Formatted(52.5, "0%"), "!too-large",
         "52.5 typed into a cell of percentages, which shows 5250%"),
    cell("share-without-format.xlsx", "双师比", 0.525, "!share-or-percent",
         "0.525 without a format: a share or half a percent"),
    cell("percent-without-format.xlsx", "双师比", 52.5, "52.5 %", "52.5 in a column of percent"),
    cell("percent-as-text.xlsx", "双师比", "５２．５％", "52.5 %", "full-width percent sign"),
    cell("percent-in-literal.xlsx", "双师比", Formatted(52.5, '0.0"%"'), "52.5 %",
         "a percent sign that is only painted behind the number"),
    cell("percent-for-area.xlsx", "占地面积", Formatted(0.6, "0%"), "!unit-mismatch",
         "an area shown as a percentage"),
    Dirty("percent.xls", lambda: xls([SHARE, ["甲校", Formatted(0.525, "0.0%"), 980],
                                      ["乙校", Formatted(0.4, "0%"), 980], ["丙校", 0.4, 980]]),
          "percentages by their format in the old binary format",
          {2: ["甲校", "52.5 %", "980 student"], 3: ["乙校", "40 %", "980 student"],
           4: ["丙校", "!share-or-percent", "980 student"]}),
    Dirty("no-addresses.xlsx",
          lambda: xlsx([SHARE, ["甲校", Formatted(0.525, "0.0%"), 980]], change=without_addresses),
          "cells that do not say where they are", {2: ["甲校", "52.5 %", "980 student"]}),
    # other number formats
    cell("unit-in-format.xlsx", "占地面积", Formatted(60, '0"亩"'), "40000 m²",
         "60 that is shown as 60亩"),
    cell("wan-in-format.xlsx", "仪器设备总值（万元）", Formatted(360, '0"万"'), "!multiplied-twice",
         "360 that is shown as 360万 under 万元"),
    cell("scaled-by-format.xlsx", "仪器设备总值（万元）", Formatted(3600000, '0!.0,"万"'),
         "!format-changes", "3600000 that is shown as 360.0万 under 万元"),
    cell("thousands-by-format.xlsx", "仪器设备总值", Formatted(3600000, "#,##0,"),
         "!format-changes", "3600000 that is shown as 3,600"),
    cell("grouped-by-format.xlsx", "占地面积", Formatted(39600, "#,##0.00"), "39600 m²",
         "39600 that is shown as 39,600.00"),
    cell("money-by-format.xlsx", "仪器设备总值", Formatted(3600000, "[$¥-804]#,##0.00"),
         "3600000 元", "3600000 that is shown as ¥3,600,000.00"),
    cell("rounded-by-format.xlsx", "占地面积", Formatted(39599.6, "0"), "39599.6 m²",
         "39599.6 that is shown as 39600: the cell holds less than the law asks for"),
    cell("about-by-format.xlsx", "占地面积", Formatted(40000, '"约"0'), "30000 … 50000 m²",
         "40000 that is shown as 约40000"),
    # units and multipliers
    cell("wan-under-wan.xlsx", "仪器设备总值（万元）", "360万", "!multiplied-twice",
         "360万 under a heading in 万元"),
    cell("wan-with-unit.xlsx", "仪器设备总值（万元）", "360万元", "3600000 元",
         "360万元 under a heading in 万元"),
    cell("wan-plain.xlsx", "仪器设备总值（万元）", 360, "3600000 元", "360 under 万元"),
    cell("own-unit-wins.xlsx", "占地面积（亩）", "39600㎡", "39600 m²", "㎡ in a column of 亩"),
    cell("two-units-in-heading.xlsx", "占地面积", "60亩（约合40000㎡）", "40000 m²",
         "a figure with itself in another unit"),
    cell("two-units-that-differ.xlsx", "占地面积", "60亩（合30000㎡）", "40000 m² !two-values",
         "a figure with another one in brackets"),
    cell("wrong-unit.xlsx", "占地面积", "60万元", "!unit-mismatch", "money for land"),
    cell("unknown-unit.xlsx", "占地面积", "60垧", "!quantity-unit", "a unit nobody declared"),
    # how numbers are written
    cell("full-width-digits.xlsx", "占地面积", "３９６００", "39600 m²", "full-width digits"),
    cell("full-width-with-unit.xlsx", "占地面积", "６０亩", "40000 m²", "full-width with unit"),
    cell("thousands.xlsx", "占地面积", "39,600.5", "39600.5 m²", "thousands separators"),
    cell("comma-elsewhere.xlsx", "占地面积", "3,96", "!quantity-number", "a comma out of place"),
    cell("blanks-in-number.xlsx", "占地面积", "39 600", "!quantity-number", "a blank inside"),
    cell("blanks-around-number.xlsx", "占地面积", " 39600 ", "39600 m²", "blanks around"),
    cell("no-break-space.xlsx", "占地面积", "39600\u00a0", "39600 m²", "a no-break space"),
    cell("tail-of-a-float.xlsx", "占地面积", 39599.99999999999, "39599.99999999999 m²",
         "a sum that Excel shows as 39600"),
    cell("two-campuses.xlsx", "占地面积", "东区30亩，西区20亩", "!quantity-number",
         "two campuses in one cell"),
    cell("a-sum.xlsx", "占地面积", "30+20", "!quantity-number", "a sum as text"),
    cell("a-range.xlsx", "占地面积", "30000～40000", "!quantity-range", "a range"),
    cell("negative.xlsx", "占地面积", -39600, "!too-small", "a number below zero"),
    cell("approximate.xlsx", "占地面积", "约60亩", "100000/3 … 140000/3 m²", "约"),
    cell("about-a-yes.xlsx", "占地面积", TRUE, "!not-a-number", "TRUE for a number"),
    cell("half-a-teacher.xlsx", "专任教师", 60.5, "!not-whole", "half a person"),
    cell("footnote.xlsx", "专任教师", "60①", "!quantity-number", "a footnote mark"),
    cell("to-be-filled.xlsx", "占地面积", "待定", "", "待定"),
    cell("dash.xlsx", "占地面积", "——", "", "a dash"),
    cell("slash.xlsx", "占地面积", "/", "", "a slash"),
    cell("hashes.xlsx", "占地面积", "#####", "!quantity-number", "a column that was too narrow"),
    # formulas and errors
    cell("formula.xlsx", "占地面积", Formula("=396*100", 39600), "39600 m²",
         "a formula with the result that Excel stored", change=opened_in_excel),
    cell("formula-without-result.xlsx", "占地面积", Formula("=B9*2", 1), "!formula-uncomputed",
         "a formula whose result nobody stored", change=without_results),
    cell("formula-never-computed.xlsx", "占地面积", Formula("=396*100"), "!formula-uncomputed",
         "a formula with the zero that its writer left for Excel to replace"),
    cell("formula-zero.xlsx", "占地面积", Formula("=1-1", 0), "0 m²",
         "a formula that Excel computed as zero", change=opened_in_excel),
    cell("formula-empty-text.xlsx", "占地面积", Formula('=IF(1,"","")', ""), "",
         "a formula that gives an empty text",
         change=lambda name, part: opened_in_excel(name, part).replace(
             b'<c r="B2"><f>', b'<c r="B2" t="str"><f>')),
    Dirty("errors.xlsx",
          lambda: xlsx([HEAD, ["甲校", Error("#REF!"), Error("#DIV/0!")],
                        ["乙校", Error("#N/A"), Error("#VALUE!")]]),
          "errors of Excel; #N/A says that there is no figure",
          {2: ["甲校", "!cell-error", "!cell-error"], 3: ["乙校", "", "!cell-error"]}),
    Dirty("errors.csv",
          lambda: text([HEAD, ["甲校", "#REF!", "#NAME?"], ["乙校", "#N/A", "#NUM!"]]),
          "errors of Excel in a file that was saved as text",
          {2: ["甲校", "!cell-error", "!cell-error"], 3: ["乙校", "", "!cell-error"]}),
    Dirty("errors.xls",
          lambda: xls([HEAD, ["甲校", Error("#REF!"), 980], ["乙校", Error("#N/A"), 980]]),
          "errors in the old binary format",
          {2: ["甲校", "!cell-error", "980 student"], 3: ["乙校", "", "980 student"]}),
    Dirty("formula.xls", lambda: xls([HEAD, ["甲校", Formula("=30*2"), 980]]),
          "a formula that was never computed, in the old binary format",
          {2: ["甲校", "!formula-uncomputed", "980 student"]}),
    # codes of schools
    identity("id-zero-first.xlsx", "0135000012", "0135000012", "a zero in front, kept as text"),
    identity("id-as-number.xlsx", 3135000012, "3135000012", "a code that Excel keeps as a float"),
    identity("id-zero-by-format.xlsx", Formatted(135000012, "0000000000"), "0135000012",
             "a zero in front that only the format shows"),
    identity("id-too-long.xlsx", 350102199001011234.0, "!digits-lost",
             "18 digits, of which a number keeps 15"),
    identity("id-scientific.csv", "3.135E+09", "!id-scientific",
             "a code that Excel saved as 3.135E+09"),
    identity("id-as-float.csv", "3135000012.0", "3135000012 !id-rewritten",
             "a code that a program saved as a float"),
    identity("id-too-long.csv", "350102199001011234.0", "!digits-lost",
             "18 digits saved as a float"),
    identity("id-full-width.xlsx", "３１３５００００１２", "3135000012 !id-rewritten",
             "a code in full-width digits"),
    identity("id-blanks.xlsx", " 3135000012\u3000", "3135000012", "blanks around a code"),
    identity("id-invisible.xlsx", "3135000012\u200b", "3135000012 !id-rewritten",
             "an invisible sign behind a code"),
    identity("id-apostrophe.csv", "'0135000012", "0135000012 !id-rewritten",
             "the apostrophe by which people type text into Excel"),
    identity("id-quoted.csv", '="0135000012"', "0135000012 !id-rewritten",
             "the formula by which programs keep a zero in front"),
]  # fmt: skip
