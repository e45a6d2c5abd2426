"""Who did it: the `by=` of every write."""

from dataclasses import dataclass

KINDS = ("customer", "staff", "inspector", "supplier", "api", "system")


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is one of KINDS; `ref` a public id or code (never a name or an address: it stands in the timeline)."""

    kind: str
    ref: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of actor: {self.kind}")

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}" if self.ref else self.kind


SYSTEM = Actor("system")
CUSTOMER = Actor("customer")
