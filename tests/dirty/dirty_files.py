"""Traps of a file: its encoding, its name against its bytes, its size, and what it would run."""

from __future__ import annotations

import io
import struct
import zipfile

from dirty_writers import lines, page, parquet, records, rezipped, text, xls, xlsx
from make import GOOD, GOOD_READ, HEAD, Dirty

ROWS = [HEAD, GOOD]
READ = {2: GOOD_READ}
RARE = [HEAD, ["䶮𬱖职业学校", 60, 980]]
RARE_READ = {2: ["䶮𬱖职业学校", *GOOD_READ[1:]]}
JSON = {"学校名称": "甲校", "占地面积": "60亩", "在校生数": 980}
JSON_READ = {"[0].学校名称": "甲校", "[0].占地面积": "40000 m²", "[0].在校生数": "980 student"}


def bomb() -> bytes:
    """A workbook whose directory declares gigabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 1_000_000)
    raw = bytearray(buffer.getvalue())
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, 4_000_000_000)
    return bytes(raw)


def tall(name: str, part: bytes) -> bytes:
    """A sheet whose formatted, empty rows reach down to the last that Excel has."""
    if "sheet1.xml" not in name:
        return part
    rows = b"".join(b'<row r="%d" ht="20" customHeight="1"/>' % n for n in range(3, 1_048_577))
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


def with_entities(name: str, part: bytes) -> bytes:
    """A workbook that declares entities which expand to each other."""
    if name != "xl/workbook.xml":
        return part
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    head, mark, rest = part.partition(b"?>")
    return head + mark + declared + rest


def with_macro() -> bytes:
    """A workbook with a macro, which is no concern of a reader of values."""
    raw = xlsx(ROWS)
    buffer = io.BytesIO(raw)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open")
    return buffer.getvalue()


def lying_zip(name: str, part: bytes) -> bytes:
    """A sheet that says it has more cells than it can hold."""
    return part.replace(b'count="', b'count="9999999') if "sharedStrings" in name else part


CELLS = [list(map(str, row)) for row in ROWS]
SPANS = [
    [("学校名称", "rowspan=2"), ("基本情况", "colspan=2")],
    ["占地面积（亩）", "在校生数"],
    ["甲校", "60", "980"],
    [("乙校", "rowspan='2'"), "90", "1500"],
    ["90", "1500"],
]
NOTED = "<p>某系统导出</p><script>学校()</script><img src='http://example.invalid/x.png'>{table}"
NESTED = "<table><tr><td>导出</td></tr><tr><td>{table}</td></tr></table>"
FILES = [
    # encodings
    Dirty("plain.csv", lambda: text(ROWS), "UTF-8", READ),
    Dirty("marked.csv", lambda: text(ROWS, "utf-8-sig"), "UTF-8 with a mark", READ),
    Dirty("chinese.csv", lambda: text(RARE, "gb18030"), "GB18030, rare characters", RARE_READ),
    Dirty("gbk.csv", lambda: text(ROWS, "gbk"), "GBK", READ),
    Dirty("utf-16.csv", lambda: text(ROWS, "utf-16", "\t"), "UTF-16 with tabs", READ),
    Dirty("utf-16-be.csv", lambda: b"\xfe\xff" + text(ROWS, "utf-16-be"), "UTF-16 BE", READ),
    Dirty("big5.csv", lambda: text([["學校名稱", "占地面積", "學生數"], ["甲校", 1, 2]], "big5"),
          "Big5, which no rung of the ladder reads", raises="data-no-header"),
    Dirty("neither.csv", lambda: text(ROWS) + b"\xff\xff\n", "neither", raises="data-encoding"),
    # separators
    Dirty("tabs.txt", lambda: text(ROWS, mark="\t"), "tabs", READ),
    Dirty("semicolons.csv", lambda: text(ROWS, mark=";"), "semicolons", READ),
    Dirty("old-mac.csv", lambda: text(ROWS, end="\r"), "lines that end in CR", READ),
    Dirty("shifted.csv", "学校名称,占地面积,在校生数\n甲校,40,000,980\n".encode,
          "a thousands separator without quotes moves all cells behind it",
          {2: ["甲校", "", "", "!row-too-long"]}),
    Dirty("open-quote.csv", '学校名称,在校生数\n"甲校,1\n乙校,2\n'.encode,
          "an open quote swallows all rows below it", raises="data-unreadable"),
    # names against bytes
    Dirty("renamed.xls", lambda: xlsx(ROWS), "an .xlsx named .xls", READ),
    Dirty("renamed.xlsx", lambda: xls(ROWS), "an .xls named .xlsx", READ),
    Dirty("renamed.csv", lambda: xlsx(ROWS), "an .xlsx named .csv", READ),
    Dirty("old.xls", lambda: xls(ROWS), "an .xls", READ),
    Dirty("binary.et", lambda: xls(ROWS), "an .et of the old kind", READ),
    Dirty("zipped.et", lambda: xlsx(ROWS), "an .et of the new kind", READ),
    Dirty("text.et", lambda: text(ROWS, "gb18030", "\t"), "text named .et", READ),
    Dirty("tabs.xls", lambda: text(ROWS, "gb18030", "\t"), "text with tabs named .xls", READ),
    Dirty("export.xls", lambda: page(CELLS), "an HTML page named .xls", READ),
    Dirty("spans.xls", lambda: page(SPANS), "cells of a page that reach over others",
          {3: GOOD_READ, 4: ["乙校", "60000 m²", "1500 student"]}),
    Dirty("page.xlsx", lambda: b"\xef\xbb\xbf" + page(CELLS, "utf-8"), "a page named .xlsx", READ),
    Dirty("noted.xls", lambda: page(CELLS, around=NOTED),
          "a page with a script and a picture from elsewhere", READ),
    Dirty("nested.xls", lambda: page(CELLS, around=NESTED), "a table in a table",
          {"table 2!A2": "甲校", "table 2!B2": "40000 m²", "table 2!C2": "980 student"},
          {"": "sheet-not-read"}),
    Dirty("unclosed.xls", "<table><tr><td>学校名称<td>占地面积（亩）<td>在校生数"
          "<tr><td>甲校<td>60<td>980</table>".encode,
          "a page whose cells and rows have no end tags", READ),
    Dirty("cut.xls", lambda: page(CELLS).partition(b"980")[0] + b"98",
          "half a page: the last figure may be cut", raises="data-unreadable"),
    Dirty("open-comment.xls", lambda: page(CELLS).replace(b"<body>", b"<body><!-- "),
          "a comment that swallows the table", raises="data-unreadable"),
    Dirty("attributes.xls",
          lambda: page([HEAD, [("甲校", 'x:fmla="=IF(A1>1,2)" style=\'a\''), ("60", "x:num"),
                               ("<b>", "")]]).replace(b"&lt;b&gt;", b"<b>980</b>"),
          "attributes with signs in them, tags inside a cell", READ),
    Dirty("less-than.xls", lambda: page([*CELLS, ["乙校", "9<10", "1 500"]]).replace(b"&lt;", b"<"),
          "a sign that only looks like a tag",
          {2: GOOD_READ, 3: ["乙校", "!quantity-number", "!quantity-number"]}),
    Dirty("workbook.xml.xls", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:x"/>',
          "the XML workbook of 2003", raises="data-format"),
    Dirty("archive.xls", lambda: b"MIME-Version: 1.0\r\n\r\n" + page(CELLS),
          "a page with its pictures in one archive", raises="data-no-header"),
    Dirty("columns-twice.xlsx",
          lambda: xlsx([[*HEAD, *HEAD], [*GOOD, "乙校", 90, 1500]]),
          "two tables side by side",
          {2: ["甲校 !two-values", "40000 m² !two-values", "980 student !two-values",
               "!two-values", "!two-values", "!two-values"]}),
    Dirty("wide-span.xls", lambda: page([[("x", "colspan=999999999")] * 30_000]),
          "spans that add up to millions of cells", raises="data-too-large"),
    Dirty("deep-spans.xls", lambda: page([[("x", "colspan=900 rowspan=900000")] * 20,
                                          *[[""]] * 2000]),
          "cells that reach down over every row below", raises="data-too-large"),
    Dirty("empty-page.xls", lambda: b"<html><body>404</body></html>", "a page without a table",
          raises="data-format"),
    Dirty("words.docx", lambda: b"not a spreadsheet", "another kind", raises="data-format"),
    # size, and what would run
    Dirty("bomb.xlsx", bomb, "a zip bomb", raises="data-too-large"),
    Dirty("far-cell.xlsx",
          lambda: xlsx(ROWS, then=lambda _, sheet: sheet.write(1_048_575, 16_383, "x")),
          "one stray cell at the far corner", raises="data-too-large"),
    Dirty("tall.xlsx", lambda: xlsx(ROWS, change=tall), "a million rows, all but two empty", READ),
    Dirty("lying.xlsx", lambda: rezipped(xlsx(ROWS), lying_zip), "a count that cannot be",
          raises="data-unreadable"),
    Dirty("entities.xlsx", lambda: xlsx(ROWS, change=with_entities), "entities that expand",
          raises="data-unreadable"),
    Dirty("cut.xlsx", lambda: xlsx(ROWS)[:2000], "half a download", raises="data-unreadable"),
    Dirty("macro.xlsm", with_macro, "a macro, never run", READ),
    Dirty("links.xlsx",
          lambda: xlsx([HEAD, ["", 60, 980]], then=lambda _, sheet: sheet.write_url(
              1, 0, "http://example.invalid/", string="甲校")),
          "a link, never followed", READ),
    # JSON and Parquet
    Dirty("texts.json", lambda: records([JSON]), "figures as texts with units", JSON_READ),
    Dirty("one.json", lambda: records({"schools": [JSON]}), "schools inside an object", JSON_READ),
    Dirty("unit-lost.json", lambda: records([{**JSON, "占地面积": 60}]), "60 m² for 980 pupils",
          {**JSON_READ, "[0].占地面积": "60 m² !impossible",
           "[0].在校生数": "980 student !impossible"}),
    Dirty("infinity.json", '[{"学校名称": "甲校", "占地面积": Infinity}]'.encode,
          "a number without end", {"[0].学校名称": "甲校", "[0].占地面积": "!quantity-number"}),
    Dirty("nan.json", '[{"学校名称": "甲校", "占地面积": NaN}]'.encode,
          "no number", {"[0].学校名称": "甲校"}),
    Dirty("code.json", lambda: records([{**JSON, "学校标识码": "3.135E+09"}]),
          "a code that is lost",
          {**JSON_READ, "[0].学校标识码": "!id-scientific"}),
    Dirty("twice.json", '[{"占地面积": 1, "占地面积": 2}]'.encode, "a key twice",
          raises="data-key-twice"),
    Dirty("half.json", lambda: b'[{"students": 980', "half a file", raises="data-unreadable"),
    Dirty("lines.ndjson", lambda: lines([JSON]), "an object a line", JSON_READ),
    Dirty("broken.ndjson", lambda: lines([JSON]) + b"\n{", "a broken line",
          raises="data-unreadable"),
    Dirty("table.parquet",
          lambda: parquet({"学校名称": ["甲校"], "占地面积": ["60亩"], "在校生数": [980.0],
                           "生师比": ["5:5"]}),
          "figures as texts and floats",
          {"[0].学校名称": "甲校", "[0].占地面积": "40000 m²", "[0].在校生数": "980 student",
           "[0].生师比": "!ratio-unclear"}),
    Dirty("renamed-parquet.xlsx", lambda: parquet({"学校名称": ["甲校"], "在校生数": [980]}),
          "a Parquet file named .xlsx", {"[0].学校名称": "甲校", "[0].在校生数": "980 student"}),
]  # fmt: skip
