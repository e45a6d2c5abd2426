"""The scenes: each is a job through one door."""

from tests.crash.by_file import ByFile
from tests.crash.by_hand import ByHand
from tests.crash.by_message import ByMessage
from tests.crash.by_program import ByProgram, ByProvider
from tests.crash.by_shop import ByShopSystem
from tests.crash.job import Job

DOORS: dict[str, type[Job]] = {
    "by hand": ByHand, "by program": ByProgram, "by provider": ByProvider, "by file": ByFile, "by shop system": ByShopSystem, "by message": ByMessage,
}  # fmt: skip
