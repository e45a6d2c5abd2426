"""The published schemas and the recordings, read where they lie; nothing of them is copied here."""

import gzip
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_client_schema

SHOPIFY = Path(os.environ.get("MAKEGOOD_SHARED", "../shared")) / "data/shopify"
VERSIONS = ("2026-07", "2026-10")
needs_shared = pytest.mark.skipif(not SHOPIFY.exists(), reason=f"no published schemas and recordings in {SHOPIFY}")


@cache
def published(version: str) -> GraphQLSchema:
    return build_client_schema(json.load(gzip.open(SHOPIFY / f"admin_{version}.json.gz"))["data"], assume_valid=True)


@cache
def recorded(name: str) -> Any:
    return json.loads((SHOPIFY / "recorded" / f"{name}.json").read_text())
