"""The published JSON Schemas: what may come in, and what goes out."""

from compliance.schemas.published import schemas

__all__ = ["schemas"]
