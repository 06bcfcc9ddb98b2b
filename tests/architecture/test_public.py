"""What the package promises of itself: names, import cost, words, codes."""

import ast
import re
import string
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import compliance
from compliance.checking.check import Judge
from compliance.documents.locate import identifiers

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "compliance"
HEAVY = ("pydantic", "pint", "hypothesis", "polars", "ortools", "narwhals", "yaml", "jsonschema")


def words(language: str) -> dict[str, str]:
    flat: dict[str, str] = {}

    def walk(prefix: str, node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(f"{prefix}.{key}" if prefix else key, value)
        else:
            flat[prefix] = str(node)

    walk("", tomllib.loads((PACKAGE / "words" / f"{language}.toml").read_text("utf-8")))
    return flat


def test_every_public_name_is_there_once() -> None:
    """No name stands twice in ``__all__``, and every name in it can be had."""
    assert len(set(compliance.__all__)) == len(compliance.__all__)
    assert all(getattr(compliance, name) is not None for name in compliance.__all__)


def test_every_public_name_has_an_executed_example() -> None:
    """Each public verb carries a doctest."""
    verbs = [getattr(compliance, n) for n in compliance.__all__ if n.islower()]
    assert [v.__name__ for v in verbs if ">>>" not in (v.__doc__ or "")] == []


def test_import_pulls_in_nothing_heavy() -> None:
    """``import compliance`` loads no library at all."""
    code = f"import sys, compliance; print([m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True, cwd=ROOT)  # fmt: skip
    assert result.stdout.strip() == "[]"


def test_both_languages_have_the_same_words_and_places() -> None:
    """Every key stands in both words files with the same ``{places}``."""
    zh, en = words("zh"), words("en")
    assert zh.keys() == en.keys()

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert [key for key in zh if places(zh[key]) != places(en[key])] == []


def test_every_problem_code_has_its_words_and_every_word_its_use() -> None:
    """A code in the source has a message and a hint; a message has a code in the source."""
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    codes = {key.split(".")[1] for key in words("zh") if key.startswith("problem.")}
    literal = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    made = {f"quantity-{code}" for code in ("number", "unit", "range", "negative", "ratio")}
    assert codes - literal - made == set()
    raised = set(re.findall(
        r'(?:Problem|Refused|ShapeError|ExpressionError|_problem|self\.fail|note|_note|_unknown)'
        r'\(\s*(?:card, rule, )?"([a-z]+(?:-[a-z]+)+)"', source))  # fmt: skip
    assert raised - codes == set()


def test_functions_are_short_and_modules_small() -> None:
    """No function body is longer than 60 lines and no module longer than 320."""
    long_functions, long_modules = [], []
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        if text.count("\n") > 320:
            long_modules.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                length = node.end_lineno - node.body[0].lineno
                if length > 60:
                    long_functions.append(f"{path.name}:{node.name}")
    assert (long_functions, long_modules) == ([], [])


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_every_module_says_what_it_is(path: Path) -> None:
    """Every module opens with a docstring."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if not name.endswith("__main__"):
        assert import_module(name.removesuffix(".__init__")).__doc__


def test_every_test_states_its_fact() -> None:
    """Every test function carries a docstring."""
    silent = [
        f"{path.name}:{node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_generated_code_holds_nothing_that_a_standard_said() -> None:
    """The exact engine's source is numbered names, integers and operators, whatever is judged."""
    allowed = re.compile(
        r"def (?:judge|row)|return|row|if|elif|else|and|or|not|is|pass|get|None|True|False"
        r"|none|missing|least|most|a\.value|[aer] :=|\b[er]\b|[cfndvkr]\d+|\d+|[-+*<>=!(),:\s]"
    )
    for standard in identifiers():
        judge = Judge(compliance.load(standard))
        for engine in (judge.engine, *judge.parts.values()):
            assert allowed.sub("", engine.source) == "", standard


def test_every_extra_that_an_error_names_exists() -> None:
    """The pip line of ``MissingExtra`` names an extra that the package has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    named = set(re.findall(r'missing_extra\("[\w-]+", "([\w-]+)"\)', source))
    assert named
    assert named <= project["optional-dependencies"].keys()
