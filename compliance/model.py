"""The base of every document model: closed, frozen, strict."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from compliance.text import Text

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", min_length=1, max_length=60)
]
Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", min_length=1, max_length=60)
]


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
