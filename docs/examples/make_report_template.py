"""Make the letterhead that Word reports are written on, laid out as GB/T 9704-2012 asks.

A4 with margins of 37, 26, 35 and 28 mm; 22 lines of 28 characters a page; title in 小标宋 22 pt,
body in 仿宋 16 pt, headings in 黑体 and 楷体; page numbers outside. Places such as ``{{ title }}``
are filled by ``compliance.report``. A bureau that wants its own letterhead starts from this file.

    python docs/examples/make_report_template.py compliance/reports/templates/report.docx
"""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

SONG, KAI, HEI = "仿宋_GB2312", "楷体_GB2312", "黑体"
TITLE, LATIN = "方正小标宋简体", "Times New Roman"
LINE = 28.95
"""Points from line to line: 22 of them in 225 mm."""
Cells = Sequence[str]


def template() -> bytes:
    """The whole template as a file; made twice, it is the same to the byte."""
    document = Document()
    _page(document)
    _styles(document)
    for part in (_head, _conclusion, _clauses, _doubts, _advice, _plan, _end):
        part(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "report", "", ""
    properties.created = properties.modified = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
    held = BytesIO()
    document.save(held)
    return _dated(held)


def _dated(held: BytesIO) -> bytes:
    """The same archive, each of its files of one fixed day."""
    out = BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def _element(name: str, **values: object) -> Any:
    found = OxmlElement(f"w:{name}")
    for key, value in values.items():
        found.set(qn(f"w:{key}"), str(value))
    return found


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for grid in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 - python-docx has no grid
        section._sectPr.remove(grid)  # noqa: SLF001
    section._sectPr.append(  # noqa: SLF001
        _element("docGrid", type="linesAndChars", linePitch=579, charSpace=-842)
    )
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
                         (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):  # fmt: skip
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        _run(paragraph, "— ", "宋体", 14)
        field = _element("fldSimple", instr="PAGE")
        field.append(_run(paragraph, "1", "宋体", 14)._element)  # noqa: SLF001
        paragraph._p.append(field)  # noqa: SLF001
        _run(paragraph, " —", "宋体", 14)


def _font(properties: Any, face: str, size: float) -> None:
    """A typeface for Chinese beside the one for Latin, without which Word takes its own."""
    properties.name, properties.size = LATIN, Pt(size)
    fonts = properties._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:cs"), LATIN)


def _run(paragraph: Any, text: str, face: str, size: float) -> Any:
    run = paragraph.add_run(text)
    _font(run.font, face, size)
    return run


def _styles(document: Any) -> None:
    styles = document.styles
    for name, face, size in (
        ("Normal", SONG, 16), ("Title", TITLE, 22), ("Subtitle", KAI, 16), ("Heading 1", HEI, 16),
        ("Heading 2", KAI, 16), ("Heading 3", SONG, 16),
    ):  # fmt: skip
        style = styles[name]
        _font(style.font, face, size)
        style.font.bold, style.font.italic = name == "Heading 3", False
        style.font.color.rgb = None
        for colour in style.element.rPr.findall(qn("w:color")):
            style.element.rPr.remove(colour)
        _space(style, LINE if name != "Title" else 36)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].paragraph_format.first_line_indent = Pt(32)
    for name, face in (("Cell", SONG), ("Cell head", HEI)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _font(style.font, face, 10.5)
        _space(style, 16)
    _numbered(document)


def _space(style: Any, line: float) -> None:
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(line)


def _numbered(document: Any) -> None:
    """First headings count 一、二、三, whichever of them a report has."""
    numbering = document.part.numbering_part.element
    abstract = _element("abstractNum", abstractNumId=90)
    level = _element("lvl", ilvl=0)
    for name, value in (("start", 1), ("numFmt", "chineseCountingThousand"), ("suff", "nothing"),
                        ("lvlText", "%1、"), ("lvlJc", "left")):  # fmt: skip
        level.append(_element(name, val=value))
    abstract.append(level)
    numbering.insert(0, abstract)
    number = _element("num", numId=90)
    number.append(_element("abstractNumId", val=90))
    numbering.append(number)
    properties = document.styles["Heading 1"].element.get_or_add_pPr()
    properties.get_or_add_numPr().get_or_add_numId().val = 90


def _say(document: Any, *lines: str, style: str = "Normal") -> None:
    for line in lines:
        document.add_paragraph(line, style=style)


def _each(document: Any, of: str) -> None:
    """A paragraph for every text of a list."""
    _say(document, f"{{%p for line in {of} %}}", "{{ line }}", "{%p endfor %}")


def _table(document: Any, widths: Sequence[int], heads: Cells, loop: str, cells: Cells) -> None:
    """A table whose heading repeats on each page, with a row for each of a list."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for texts, style in (
        (heads, "Cell head"), ((f"{{%tr for {loop} %}}",), "Cell"), (cells, "Cell"),
        (("{%tr endfor %}",), "Cell"),
    ):  # fmt: skip
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(_element("cantSplit"))
        if texts is heads:
            properties.append(_element("tblHeader"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = document.styles[style]
        for cell, text in zip(row.cells, texts, strict=False):
            cell.paragraphs[0].text = text
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _words(*names: str) -> list[str]:
    return [f"{{{{ words.{name} }}}}" for name in names]


def _head(document: Any) -> None:
    _say(document, "{{ title }}", style="Title")
    _say(document, "{{ standard }}", style="Subtitle")
    _say(document, "{{ document }}　{{ on }}", style="Subtitle")


def _conclusion(document: Any) -> None:
    _say(document, "{{ words.conclusion }}", style="Heading 1")
    _each(document, "head")
    _say(document, "{{ words.source }}：{{ source }}")
    _each(document, "summary")
    _when(document, "changed", "changed")
    _say(document, "{{ words.schools }}", style="Heading 1")
    _table(document, (40, 18, 22, 22, 54),
           _words("school", "district", "outcome", "complete", "failed"), "s in schools",
           ("{{ s.id }} {{ s.name }}", "{{ s.district }}", "{{ s.outcome }}", "{{ s.complete }}",
            "{{ s.failed }}"))  # fmt: skip


def _when(document: Any, of: str, label: str) -> None:
    """A heading and a list of texts, where there are any."""
    _say(document, f"{{%p if {of} %}}")
    _say(document, f"{{{{ words.{label} }}}}", style="Heading 1")
    _each(document, of)
    _say(document, "{%p endif %}")


CLAUSE = ("{{ c.title }}\n{{ c.law }}（{{ c.cite }}）", "{{ c.measured }}", "{{ c.asked }}",
          "{{ c.shortfall }}", '{{ (c.remedies + c.remarks)|join("\\n") }}')  # fmt: skip


def _clauses(document: Any) -> None:
    heads = _words("clause", "measured", "asked", "shortfall")
    heads.append("{{ words.remedies }}\n{{ words.remarks }}")
    _say(document, "{%p if failing %}")
    _say(document, "{{ words.failing }}", style="Heading 1")
    _say(document, "{%p for s in failing %}")
    _school(document)
    _table(document, (54, 22, 24, 22, 34), heads, "c in s.clauses", CLAUSE)
    _say(document, "{%p endfor %}", "{%p endif %}")
    for name in ("explained", "targets"):
        _say(document, f"{{%p if {name} %}}")
        _say(document, f"{{{{ words.{name} }}}}", style="Heading 1")
        row = (f"{{{{ c.school }}}} {{{{ c.name }}}}\n{CLAUSE[0]}", *CLAUSE[1:])
        _table(document, (54, 22, 24, 22, 34), heads, f"c in {name}", row)
        _say(document, "{%p endif %}")


def _school(document: Any) -> None:
    _say(document, "{{ s.id }} {{ s.name }}{% if s.district %}（{{ s.district }}）{% endif %}",
         style="Heading 2")  # fmt: skip


def _doubts(document: Any) -> None:
    name = "{{ r.school }} {{ r.name }}"
    _listed(document, "unknown", (44, 44, 30, 38), ("school", "clause", "reason", "needs"),
            (name, "{{ r.title }}（{{ r.cite }}）", "{{ r.reason }}", "{{ r.needs }}"))  # fmt: skip
    _listed(document, "evidence", (90, 36, 30), ("clause", "cite", "waiting"),
            ("{{ r.title }}", "{{ r.cite }}", "{{ r.schools }}"))  # fmt: skip
    by = "{{ r.authority }} {{ r.document }}"
    _listed(document, "waived", (40, 36, 44, 36), ("school", "clause", "authority", "period"),
            (name, "{{ r.title }}", by, "{{ r.period }}"))  # fmt: skip


def _listed(document: Any, name: str, widths: Sequence[int], heads: Cells, cells: Cells) -> None:
    """A heading and a table, where there is anything to list."""
    _say(document, f"{{%p if {name} %}}")
    _say(document, f"{{{{ words.{name} }}}}", style="Heading 1")
    _table(document, widths, _words(*heads), f"r in {name}", cells)
    _say(document, "{%p endif %}")


def _sections(document: Any, of: str) -> None:
    """Each school of which anything is said: titles, and the sentences under them."""
    _say(document, f"{{%p for s in {of}.schools %}}", "{%p if not s.stays %}")
    _say(document, "{{ s.id }} {{ s.name }}：{{ s.action }}", style="Heading 2")
    _say(document, "{%p for part in s.sections %}")
    _say(document, "{{ part.title }}", style="Heading 3")
    _each(document, "part.lines")
    _say(document, "{%p endfor %}", "{%p endif %}", "{%p endfor %}")


def _acts(document: Any, of: str) -> None:
    _table(document, (56, 100), _words("school", "action"), f"s in {of}.schools",
           ("{{ s.id }} {{ s.name }}", "{{ s.action }}"))  # fmt: skip


def _advice(document: Any) -> None:
    _say(document, "{%p if advice %}")
    _say(document, "{{ words.advice }}", style="Heading 1")
    _say(document, "{{ words.opinion }}")
    _each(document, "advice.head")
    _say(document, "{{ advice.counts }}", "{%p if advice.warnings %}")
    _say(document, "{{ words.warnings }}", style="Heading 2")
    _each(document, "advice.warnings")
    _say(document, "{%p endif %}")
    _acts(document, "advice")
    _sections(document, "advice")
    _say(document, "{%p endif %}")


def _plan(document: Any) -> None:
    _say(document, "{%p if plan %}")
    _say(document, "{{ words.plan }}", style="Heading 1")
    _say(document, "{{ words.opinion }}")
    _each(document, "plan.head")
    _each(document, "plan.districts")
    _acts(document, "plan")
    _say(document, "{%p if plan.mergers %}")
    _say(document, "{{ words.mergers }}", style="Heading 2")
    heads = _words("merger_no", "merger_members", "merger_kind")
    _table(document, (16, 100, 40), heads, "m in plan.mergers",
           ("{{ m.no }}", '{{ m.members|join("、") }}', "{{ m.kind }}"))  # fmt: skip
    _say(document, "{%p endif %}")
    for name, label in (("failing", "still_failing"), ("unknown", "not_known"),
                        ("totals", "totals")):  # fmt: skip
        _say(document, f"{{%p if plan.{name} %}}")
        _say(document, f"{{{{ words.{label} }}}}", style="Heading 2")
        _each(document, f"plan.{name}")
        _say(document, "{%p endif %}")
    _sections(document, "plan")
    _say(document, "{%p endif %}")


def _end(document: Any) -> None:
    """What it rests on, that it decides nothing, and who signs it."""
    for name in ("waivers", "notes", "issues"):
        _when(document, name, name)
    _say(document, "", "{{ words.opinion }}", "")
    table = document.add_table(rows=0, cols=3)
    for texts in (_words("made_by", "checked_by", "approved_by"), _words("date", "date", "date")):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(_element("cantSplit"))  # noqa: SLF001
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].style = document.styles["Cell"]
            cell.paragraphs[0].text = f"{text}：__________"


def main(arguments: Iterable[str]) -> None:
    """Write the template to the path given."""
    (path,) = arguments
    Path(path).write_bytes(template())


if __name__ == "__main__":
    main(sys.argv[1:])
