"""The base of every document model: closed, frozen, strict."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from compliance.text import Text

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
SLUG = r"^[a-z][a-z0-9-]*$"
NOT_BLANK = r"\S"

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, min_length=1, max_length=60)]
Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=1, max_length=60)]


def _one(value: object) -> object:
    return None if value is True else value  # Python holds that True is 1; JSON does not


def _true(value: object) -> object:
    return value if value is True else None


FormatOne = Annotated[Literal[1], BeforeValidator(_one)]
Yes = Annotated[Literal[True], BeforeValidator(_true)]


class Model(BaseModel):
    """A document model: no unknown keys, no changes after reading, no guessing of types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Title(Model):
    """A published name; Chinese is required, English optional."""

    zh: Words
    en: Words | None = Field(default=None, description="falls back to the Chinese 缺则用中文")

    @property
    def text(self) -> Text:
        """Both languages, English falling back to Chinese."""
        return Text(self.zh, self.en or self.zh)
