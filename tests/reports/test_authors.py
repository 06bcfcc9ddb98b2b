"""The authors' pages are true: every file lints as they say, every command prints what they show.

A fence says what its block is: ``yaml`` or ``yaml file`` a whole standard, ``yaml file=NAME`` a
file that later commands read, ``yaml fragment`` sections of a standard, with claims behind ``#``,
``diff`` a mistake that holds for the commands of the next ``console``, ``diff file=NAME`` a change
to the package, ``yaml new`` a standard that needs that change.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from click.testing import CliRunner

import compliance
from compliance.cli import main
from compliance.derived.table import SHAPES
from compliance.documents.thresholds import COMPARATORS

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "authors"
HEAD = {"format": 1, "title": {"zh": "例"}, "issuer": "某局", "document": "示例",
        "in_force": {"from": "2000-01-01"}, "subject": "school"}  # fmt: skip


class Block(NamedTuple):
    kind: str
    file: str
    body: str


def blocks(page: str) -> list[Block]:
    text = (PAGES / page).read_text("utf-8")
    found = []
    for info, body in re.findall(r"^```([^\n]+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        kind, _, file = info.partition("=")
        found.append(Block(kind, file, body))
    return found


def sections(kind: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(block.body) for block in blocks("README.md") if block.kind == kind]


FRAGMENTS = [block.body for block in blocks("README.md") if block.kind == "yaml fragment"]
CLAIMS = [
    pytest.param(fragment, claim, id=claim[2:])
    for fragment in FRAGMENTS
    for claim in re.findall(r"^# .+ → .+$", fragment, re.MULTILINE)
]
WHOLE = [block.body for block in blocks("README.md") if block.kind in ("yaml", "yaml file")]


@pytest.mark.parametrize("text", WHOLE, ids=range(len(WHOLE)))
def test_every_whole_standard_is_clean(text: str, tmp_path: Path) -> None:
    """A file that the format's page shows has no error and no warning; its examples hold."""
    path = tmp_path / "shown.yaml"
    path.write_text(text, "utf-8")
    assert [p.show() for p in compliance.lint(path) if p.severity != "note"] == []


def test_a_clause_is_added_by_touching_one_file(tmp_path: Path) -> None:
    """A second card in the first file is linted, loaded and judged; nothing else changes."""
    card = """
- id: periodicals
  cite: 第四条
  text: 报刊种类90种以上
  evidence: S
  measure: periodicals
  at_least: 90 种
  examples:
  - {given: {periodicals: 90}, expect: pass}
  - {given: {periodicals: 89}, expect: fail}
"""
    path = tmp_path / "shown.yaml"
    path.write_text(WHOLE[0] + card, "utf-8")
    assert compliance.lint(path) == []
    findings = compliance.check({"报刊": "89种"}, compliance.load(path))
    assert findings["#1"]["periodicals"].verdict == "fail"


def test_every_command_of_the_format_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the first file beside a workbook, lint finds nothing and check judges the schools."""
    shutil.copy(ROOT / "docs/examples/fuzhou-36.xlsx", tmp_path / "schools.xlsx")
    (tmp_path / "my-standard.yaml").write_text(WHOLE[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    text = (PAGES / "README.md").read_text("utf-8")
    commands = re.findall(r"^    compliance (.+)$", text, re.MULTILINE)
    results = [CliRunner().invoke(main, command.split()) for command in commands]
    assert [result.exit_code for result in results] == [0, 0]
    assert "36" in results[1].output


def test_every_comparator_stands_in_the_page() -> None:
    """No comparator of the format is without a clause that shows it."""
    clauses = [clause for text in WHOLE for clause in yaml.safe_load(text)["clauses"]]
    assert {key for clause in clauses for key in clause} >= set(COMPARATORS)


def test_every_shape_stands_in_the_page() -> None:
    """No line of the table of derivations is without an example that is proved."""
    whole = [yaml.safe_load(text) for text in WHOLE]
    shown = [one for file in [*whole, *sections("yaml fragment")]
             for one in file.get("derived", {}).values()]  # fmt: skip
    assert {key for one in shown for key in one} >= {shape.key for shape in SHAPES}
    claimed = "\n".join(str(param.values[1]) for param in CLAIMS)
    names = [name for file in sections("yaml fragment") for name in file.get("derived", {})]
    assert [name for name in names if name not in claimed] == []


@pytest.mark.parametrize(("fragment", "claim"), CLAIMS)
def test_every_claim_about_a_derived_fact_is_true(
    fragment: str, claim: str, tmp_path: Path
) -> None:
    """What stands behind # comes out for the figures it names, and its contrary does not."""
    match = re.fullmatch(r"# (?:on (\S+) )?(\{.*\}) → (.+)", claim)
    assert match
    day, given, expression = match[1], yaml.safe_load(f"[{match[2]}]"), match[3]
    told = {"cite": "一", "title": {"zh": "例"}, "evidence": "C", "paraphrase": f"{expression} 1"}
    clauses = [{"id": "claim", **told, "holds": expression},
               {"id": "contrary", **told, "holds": f"not ({expression})"}]  # fmt: skip
    facts = sections("yaml fragment")[0]["facts"]
    standard = {**HEAD, "facts": facts, **yaml.safe_load(fragment), "clauses": clauses}
    path = tmp_path / "claim.yaml"
    path.write_text(json.dumps(standard, ensure_ascii=False), "utf-8")
    first = compliance.check(given, compliance.load(path, on=day)).items[0]
    assert [first[clause].verdict for clause in ("claim", "contrary")] == ["pass", "fail"]


def test_the_worked_document_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Followed from top to bottom, every command prints exactly what the page shows."""
    monkeypatch.chdir(tmp_path)
    ran, undo = 0, list[tuple[Path, str]]()
    for block in blocks("worked.md"):
        if block.file:
            path = tmp_path / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, "utf-8")
        elif block.kind == "diff":
            undo.append(changed(block.body, tmp_path.rglob("*.yaml")))
        elif block.kind == "console":
            command, *shown = block.body.rstrip("\n").split("\n")
            assert command.startswith("$ compliance ")
            result = CliRunner().invoke(main, command.split()[2:])
            assert result.exception is None or isinstance(result.exception, SystemExit)
            printed = result.output.rstrip("\n").split("\n")
            assert [shorten(a, b) for a, b in zip(printed, shown, strict=True)] == shown
            ran += 1
            for path, text in undo:
                path.write_text(text, "utf-8")
            undo.clear()
    assert (ran, undo) == (8, [])


def shorten(printed: str, shown: str) -> str:
    """A printed line as it is shown: … stands for the path's beginning."""
    rest = shown.removeprefix("…")
    return shown if shown.startswith("…") and printed.endswith(rest) else printed


def changed(diff: str, files: Any) -> tuple[Path, str]:
    """Apply a diff to the one file that holds its removed lines; the file and its old text."""
    old, new = (
        "".join(line[1:] + "\n" for line in diff.splitlines() if line.startswith(sign))
        for sign in "-+"
    )
    ((path, text),) = [(p, p.read_text("utf-8")) for p in files if old in p.read_text("utf-8")]
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return path, text


def test_the_worked_property_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The property test that the worked document ends with runs and passes."""
    monkeypatch.chdir(tmp_path)
    for block in blocks("worked.md"):
        if block.file:
            path = tmp_path / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, "utf-8")
    (code,) = [block.body for block in blocks("worked.md") if block.kind == "python"]
    names: dict[str, Any] = {}
    exec(compile(code, "worked.md", "exec"), names)  # noqa: S102 - the page's own code
    tests = [names[name] for name in names if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        test()


def test_a_shape_is_one_module_and_one_line(tmp_path: Path) -> None:
    """With the page's module and its lines of the table the new shape is linted, and only then."""
    package = tmp_path / "compliance"
    shutil.copytree(ROOT / "compliance", package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "standards").symlink_to(ROOT / "standards", target_is_directory=True)
    (new,) = [block.body for block in blocks("shapes.md") if block.kind == "yaml new"]
    standard = tmp_path / "new.yaml"
    standard.write_text(new, "utf-8")
    assert linted(tmp_path).startswith("new.yaml:")
    for block in blocks("shapes.md"):
        if block.kind == "python file":
            (tmp_path / block.file).write_text(block.body, "utf-8")
        elif block.kind == "diff file":
            changed(block.body, [tmp_path / block.file])
    assert linted(tmp_path) == ""


def linted(folder: Path) -> str:
    """What the copy of the package in a folder says of new.yaml, without its last line."""
    code = ("import compliance; print('\\n'.join(p.show() for p in compliance.lint('new.yaml')"
            " if p.severity != 'note'))")  # fmt: skip
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, check=True,
                            capture_output=True, text=True, encoding="utf-8")  # fmt: skip
    return result.stdout.strip()


def test_the_pages_lead_to_each_other() -> None:
    """Every relative link of the authors' pages leads to a file that is there."""
    for page in PAGES.glob("*.md"):
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_walk_names_rooms_that_are_there() -> None:
    """Each module or folder that the page on shapes names is a part of the package."""
    text = (PAGES / "shapes.md").read_text("utf-8")
    table = [line for line in text.splitlines() if re.match(r"\| \d \|", line)]
    rooms = re.findall(r"`([a-z_]+/[a-z_/]*(?:\.py)?)`", "\n".join(table))
    assert len(rooms) >= len(table) == 9
    assert [room for room in rooms if not (ROOT / "compliance" / room).exists()] == []
