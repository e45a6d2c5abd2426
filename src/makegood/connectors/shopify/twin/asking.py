"""What a call brings to the resolvers, and how they say no."""

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError

from makegood.connectors.shopify.twin.store import Document, Shop, kind_of


@dataclass
class Call:
    """One request on a shop. `bulk`: connections give everything. `address`: where the twin itself is reached."""

    shop: Shop
    version: str = "2026-10"
    address: str = ""
    bulk: bool = False
    staff: bool = False
    mood: dict[str, Any] = field(default_factory=lambda: {"mood": "fine"})


def refused(message: str, code: str, **extensions: Any) -> GraphQLError:
    """An error beside the data, as Shopify gives it where no userError fits."""
    return GraphQLError(message, extensions={"code": code} | extensions)


def user_error(field: list[str] | None, message: str, code: str | None = None) -> dict[str, Any]:
    return {"field": field, "message": message, "code": code}


def payload(errors: list[dict[str, Any]] | None = None, /, **found: Any) -> dict[str, Any]:
    return found | {"userErrors": errors or []}


def want(shop: Shop, gid: str, *kinds: str) -> Document | None:
    """The document of this id; an id of another kind is refused as Shopify refuses it."""
    if kind_of(gid) not in kinds:
        raise refused(f"Invalid id: {gid}", "RESOURCE_NOT_FOUND")
    return shop.find(gid)
