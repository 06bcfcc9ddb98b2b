"""Text in two languages, and the one place where interface words are looked up."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_PAIRS = """
业業 个個 举舉 习習 乡鄉 书書 于於 产產 亩畝 从從 仪儀 价價
优優 会會 体體 儿兒 册冊 农農 决決 准準 减減 划劃 别別 办辦
务務 动動 区區 医醫 单單 占佔 卫衛 历歷 县縣 参參 双雙 发發
变變 号號 台臺 员員 响響 团團 园園 图圖 场場 处處 备備 学學
实實 导導 层層 属屬 师師 并並 应應 开開 异異 归歸 当當 径徑
总總 执執 报報 拟擬 拥擁 据據 数數 无無 时時 旧舊 术術 机機
权權 构構 标標 没沒 点點 现現 环環 电電 盖蓋 码碼 础礎 种種
积積 称稱 筑築 篮籃 类類 级級 红紅 纬緯 纳納 纸紙 组組 终終
经經 结結 综綜 缓緩 编編 网網 职職 聋聾 艺藝 药藥 规規 览覽
计計 训訓 记記 论論 设設 评評 识識 试試 请請 读讀 课課 调調
质質 费費 资資 赁賃 践踐 转轉 辅輔 达達 迁遷 过過 运運 进進
适適 销銷 镇鎮 长長 间間 阅閱 际際 项項 预預 领領 额額 馆館
验驗 黄黃 余餘 独獨 后後 脑腦 值値 为為 约約 万萬 亿億 专專
与與 扩擴 财財 续續 系係 顷頃 暂暫 详詳 队隊 远遠 条條 门門
范範 广廣 楼樓 厅廳 维維 补補 证證 检檢 测測 确確 围圍 争爭
则則 选選 创創 养養 线線 满滿 岁歲 齐齊 担擔 责責 严嚴 国國
劳勞 带帶 头頭 坚堅 强強 联聯 兴興 军軍 龙龍 继繼 协協 对對
东東 来來 这這 还還 两兩 岗崗 讲講 说說 内內 仅僅 订訂 杂雜
志誌 托託
"""
# simplified and traditional, of every character that labels and units are written with
_SIMPLIFIED = {ord(pair[1]): pair[0] for pair in _PAIRS.split()}


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
    return folded.translate(_SIMPLIFIED).strip()
