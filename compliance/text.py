"""Text in two languages, and the one place where interface words are looked up."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_SIMPLIFIED = str.maketrans(
    "畝萬億冊圖書學職業專師資積儀器設備與號區縣鎮園辦數總計執報種臺臺閱覽讀級際現舊擬規劃築體驗實訓",
    "亩万亿册图书学职业专师资积仪器设备与号区县镇园办数总计执报种台台阅览读级际现旧拟规划筑体验实训",
)
_MORE_SIMPLIFIED = str.maketrans(
    "約餘獨產權後時間處長電腦機類別稱聘請佔屬雙從員務隊應無値徑環遠為",
    "约余独产权后时间处长电脑机类别称聘请占属双从员务队应无值径环远为",
)


class Text(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} {self.en}"

    def show(self, language: str) -> str:
        """The text in ``zh``, ``en`` or ``both``.

        >>> Text("达标", "pass").show("both")
        '达标 pass'
        """
        if language == "both":
            return str(self)
        return self.zh if language == "zh" else self.en


@cache
def _words(language: Language) -> dict[str, Any]:
    file = resources.files("compliance") / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def word(key: str, /, **values: object) -> Text:
    """The interface words under a dotted key, with ``{named}`` places filled in.

    A value that is itself a ``Text`` is shown in the language being written.

    >>> word("verdict.pass")
    Text(zh='达标', en='pass')
    """

    def in_one(language: Language) -> str:
        found: Any = _words(language)
        for step in key.split("."):
            found = found[step]
        shown = {k: v.show(language) if isinstance(v, Text) else v for k, v in values.items()}
        return str(found).format(**shown)

    return Text(in_one("zh"), in_one("en"))


def plain(text: str) -> str:
    """Full-width forms, traditional characters and stray blanks made plain, for comparing.

    >>> plain("校園占地面積（４萬㎡）")
    '校园占地面积(4万m2)'
    """
    folded = unicodedata.normalize("NFKC", text)
    return folded.translate(_SIMPLIFIED).translate(_MORE_SIMPLIFIED).strip()
