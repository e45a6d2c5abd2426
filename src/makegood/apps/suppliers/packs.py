"""Terms to start from: what known suppliers publish, each with its source and the day on which it was seen. Never an agreement by itself."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from makegood.apps.suppliers.shape import read_terms
from makegood.kernel.refusal import Refusal

_FILE = Path(__file__).with_name("packs.yaml")


@dataclass(frozen=True, slots=True)
class Pack:
    """`does`: print_on_demand, dropshipping, marketplace, any. `as_of`: the ISO day on which the sources said so; `confidence`: words.CONFIDENCE.
    `claim_page`: the supplier's own public page about where and how a claim is filed; "" where we are not sure of one."""

    id: str
    name: str
    country: str
    zone: str
    does: str
    as_of: str
    confidence: str
    sources: tuple[str, ...]
    terms: dict[str, Any]
    claim_page: str = ""

    def frozen(self) -> dict[str, Any]:
        """What an agreement that began with it keeps, so that one can tell later what is still the pack's."""
        return {"id": self.id, "as_of": self.as_of, "confidence": self.confidence, "sources": list(self.sources), "terms": self.terms}


@lru_cache(maxsize=1)
def packs() -> dict[str, Pack]:
    """All of them by id, in the order in which they are shown."""
    given = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    as_of = given["as_of"].isoformat()
    return {
        one["id"]: Pack(**one | {"as_of": as_of, "sources": tuple(one["sources"]), "terms": read_terms(one["terms"])})
        for one in given["packs"]
    }


def pack_of(name: str) -> Pack:
    """Refuses `pack_unknown`."""
    found = packs().get(name)
    if found is None:
        raise Refusal(
            "pack_unknown", "There is no such pack of terms.", "Choose one of the list, or the blank one.", status=404, field="pack"
        )
    return found
