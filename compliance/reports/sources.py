"""Source documents, paragraph by paragraph, each with what was read out of it and where it went.

The texts lie in ``FOLDER/text/NAME.txt``, a line a paragraph; a page ``FOLDER/NAME.md`` is made of
each, its coverage manifest and the standards that the manifest names.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compliance.checking.linting.coverage import Coverage, Covered
from compliance.documents.coverage import Row
from compliance.documents.standard import Identity, LostDay
from compliance.rulebook.overlay import Card
from compliance.rulebook.quoted.figures import clean
from compliance.rulebook.rule import ByCategory, Rule
from compliance.rulebook.rulebook import Rulebook, load
from compliance.text import word
from compliance.vocabulary import Category, Parts

COMMAND = "compliance standards coverage --sources docs/sources"
_MARKUP = re.compile(r"([\\`*_<>\[\]|#])")
_NUMBERED = re.compile(r"^(\d+)\.")


def source_pages(found: Coverage, folder: Path, root: Path) -> Iterator[tuple[str, str]]:
    """The page of every document whose text lies in ``folder/text``, as its name and its words.

    ``root`` is the folder of standards; pages link to it by the way that leads there from
    ``folder``.
    """
    link, books = Path(os.path.relpath(root, folder)).as_posix(), Books(root)
    for one in found:
        text = folder / "text" / f"{one.name}.txt"
        if text.is_file():
            page = _Page(one, SourceText(text.read_text(encoding="utf-8")), books, link)
            yield one.name, "\n".join(page.lines()) + "\n"


class SourceText:
    r"""A document's paragraphs, and where in them words stand.

    Words are compared as ``lint`` compares quotations: full-width forms, blanks, traditional
    characters and a converter's glosses make no difference; everything else does.

    >>> text = SourceText("一、目标\n到2018年,整合成具有较大办学 规模的22所。")
    >>> text.paragraph(text.places("较大办学规模的22所")[0]), text.places("23所")
    (1, [])
    """

    def __init__(self, text: str) -> None:
        self.paragraphs = [line for line in text.splitlines() if line.strip()]
        self._starts: list[int] = []
        self._words = ""
        for paragraph in self.paragraphs:
            self._starts.append(len(self._words))
            self._words += clean(paragraph)

    def places(self, words: str) -> list[range]:
        """Where words stand in the whole text, made plain."""
        found = re.finditer(re.escape(clean(words)), self._words)
        return [range(*match.span()) for match in found]

    def paragraph(self, place: range) -> int:
        """The paragraph that a place begins in."""
        return bisect_right(self._starts, place.start) - 1


@dataclass(frozen=True)
class Claim:
    """A clause or an identity that a row names, with the line it stands on."""

    name: str
    file: str
    line: int
    text: str
    said: str
    verbatim: bool


class Books:
    """The standards that manifests name, each loaded once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Rulebook] = {}

    def claim(self, name: str) -> Claim:
        """A clause or an identity by its full name, ``standard#clause``.

        Raises:
            NotFound: there is no such standard or clause.
            StandardError: the standard is wrong.
        """
        standard, _, clause = name.partition("#")
        if standard not in self._known:
            self._known[standard] = load(standard, folder=self.root)
        book = self._known[standard]
        leaf = book.chain[-1]
        for n, identity in enumerate(leaf.standard.identities):
            if identity.id == clause:
                line = leaf.document.place("identities", n).line
                return Claim(name, f"{leaf.id}.yaml", line, identity.text or "",
                             _arithmetic(identity), bool(identity.text))  # fmt: skip
        rule, card = book[clause], book.cards[clause]
        line = card.place("clause" if card.path[0] == "change" else "id").line
        return Claim(name, f"{card.layer.id}.yaml", line, rule.source.text,
                     rule_words(rule, book, card), rule.source.verbatim)  # fmt: skip


def rule_words(rule: Rule, book: Rulebook, card: Card) -> str:
    """What a clause asks for: its name, comparator and threshold, its force, its other readings.

    >>> book = load("cn/moe/secondary-vocational-2010")
    >>> rule_words(book["teachers"], book, book.cards["teachers"])
    '专任教师 full-time teachers：不少于 at least 60 人；一般/原则上 normally'
    """
    said = [f"{escape(str(rule.title))}：{_threshold(rule, book)}"]
    if rule.basis != "computed":
        said.append(str(word(f"basis.{rule.basis}")))
    said.append(str(word(f"force.{rule.force}")))
    if rule.applies:
        said.append(f"{word('sources.only_if')} `{card.clause.applies_if}`")
    said += _when(card)
    if rule.escape is not None:
        said.append(f"{word('sources.or_if')} `{card.clause.or_if}`")
    said += [f"{word('sources.reading', name=other.reading)} {_threshold(other, book)}"
             for other in rule.alternatives]  # fmt: skip
    if rule.departments:
        said.append(f"{word('sources.departments')} {'、'.join(rule.departments)}")
    if not rule.source.verbatim:
        said.append(str(word("sources.paraphrase", text=escape(rule.source.text))))
    return "；".join(said)


def _when(card: Card) -> Iterator[str]:
    """A clause's own days, those that the source lost with what is left of them."""
    phase = card.clause.in_force
    if card.clause.due is not None:
        yield str(word("sources.due", day=_day(card.clause.due)))
    if phase is not None:
        last = "" if phase.to is None else _day(phase.to)
        yield str(word("sources.phase", first=_day(phase.from_), last=last))


def _day(day: dt.date | LostDay) -> str:
    if isinstance(day, dt.date):
        return day.isoformat()
    inferred = f", {word('sources.inferred')} {day.inferred}" if day.inferred else ""
    return f"{escape(day.unreadable)} ({day.from_} – {day.to}{inferred})"


def _threshold(rule: Rule, book: Rulebook) -> str:
    comparator = str(word(f"comparator.{rule.comparator}"))
    if rule.comparator == "present" or not rule.stated:
        return comparator
    if rule.comparator == "holds":
        return f"{comparator} `{rule.stated}`"
    shown = []
    for part in rule.stated.split("; "):
        key, colon, value = part.partition(": ")
        shown.append(f"{_key(key, rule, book)} {escape(value)}" if colon else escape(part))
    return f"{comparator} {', '.join(shown)}"


def _key(key: str, rule: Rule, book: Rulebook) -> str:
    """A row of a table by its category's name, a part of a threshold in words."""
    if isinstance(rule.test, ByCategory):
        over = book.facts.get(rule.measured.over)
        facts = over.facts if isinstance(over, Parts) else book.facts
        fact = facts[rule.test.fact]
        return str(fact.values[key].text) if isinstance(fact, Category) else escape(key)
    return str(word(f"sources.{key}"))


def _arithmetic(identity: Identity) -> str:
    ways = [(identity.says, identity.holds, "")] if identity.says else []
    ways += [(way.says, way.holds, f" ({name})") for name, way in identity.readings.items()]
    said = [f"`{says}`{name}" + ("" if holds else f" {word('sources.untrue')}")
            for says, holds, name in ways]  # fmt: skip
    return f"{word('sources.identity')} {', '.join(said)}"


def escape(text: str) -> str:
    r"""Words as markdown that shows them as they are.

    >>> print(escape("《_关于取消》"), escape("a|b"))
    《\_关于取消》 a\|b
    """
    return _MARKUP.sub(r"\\\1", text)


def _quoted(paragraph: str) -> str:
    """A paragraph of which a number at its head makes no list."""
    return _NUMBERED.sub(r"\1\\.", escape(paragraph))


class _Page:
    """One document's page."""

    def __init__(self, one: Covered, text: SourceText, books: Books, link: str) -> None:
        self.one, self.text, self.link = one, text, link
        self.rows = one.manifest.rows
        self.claims = {
            name: books.claim(name) for row in self.rows.values() for name in row.clauses
        }
        self.at = self._placed()

    def _placed(self) -> dict[str, range]:
        """Where each row stands: at its phrase, else at the first of its clauses that is found.

        A phrase that stands in several places is the one after the row before it, because a
        manifest keeps its document's order.
        """
        found: dict[str, range] = {}
        before = 0
        for name, row in self.rows.items():
            quoted = (self.claims[c].text for c in row.clauses if self.claims[c].verbatim)
            for words in (row.phrase, *quoted):
                places = self.text.places(words)
                if places:
                    found[name] = next((p for p in places if p.start >= before), places[0])
                    before = found[name].stop
                    break
        return found

    def lines(self) -> Iterator[str]:
        """The whole page."""
        counts = "，".join(f"{word(f'coverage.{state}')} {n}" for state, n in
                          self.one.counts.items())  # fmt: skip
        yield f"<!-- {COMMAND} -->"
        yield f"# {self.one.name} {self.one.manifest.title.text}"
        yield ""
        yield escape(self.one.manifest.source)
        yield ""
        yield f"{word('coverage.rows')} {len(self.rows)}：{counts}"
        by_paragraph: dict[int, list[str]] = {}
        for name in sorted(self.at, key=lambda name: self.at[name].start):
            by_paragraph.setdefault(self.text.paragraph(self.at[name]), []).append(name)
        for n, paragraph in enumerate(self.text.paragraphs):
            yield from ("", f"> {_quoted(paragraph)}")
            if n in by_paragraph:
                yield ""
            for name in by_paragraph.get(n, ()):
                yield from self._row(name, self.rows[name])
        yield from self._not_found()

    def _row(self, name: str, row: Row) -> Iterator[str]:
        state, why = row.states[0], row.out_of_scope or row.awaiting
        yield f"- **{escape(name)}** {word(f'coverage.{state}')}：“{escape(row.phrase)}”"
        for said in (why, row.note):
            if said:
                yield f"  - {escape(said)}"
        for claim in row.clauses:
            yield f"  - {self._link(claim)} {self.claims[claim].said}"

    def _link(self, name: str) -> str:
        claim = self.claims[name]
        return f"[{name}]({self.link}/{claim.file}#L{claim.line})"

    def _not_found(self) -> Iterator[str]:
        """What the text does not hold word for word: rows without a place, phrases, clauses."""
        yield from ("", f"## {word('sources.not_found')}", "")
        nowhere = [name for name in self.rows if name not in self.at]
        phrases = [name for name in self.at if not self.text.places(self.rows[name].phrase)]
        clauses = [
            name for name, claim in self.claims.items()
            if claim.verbatim and not self.text.places(claim.text)
        ]  # fmt: skip
        if not (nowhere or phrases or clauses):
            yield str(word("sources.all_found"))
        for title, names in (("rows", nowhere), ("phrases", phrases), ("clauses", clauses)):
            if names:
                yield from ("", f"### {word(f'sources.{title}')}", "")
            for name in names:
                if title == "rows":
                    yield from self._row(name, self.rows[name])
                elif title == "phrases":
                    yield f"- **{escape(name)}** “{escape(self.rows[name].phrase)}”"
                else:
                    yield f"- {self._link(name)} “{escape(self.claims[name].text)}”"
