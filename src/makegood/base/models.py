"""The tables of base, gathered for Django."""

from makegood.base.connections import Connection
from makegood.base.deadlines import Deadline
from makegood.base.evidence import EvidenceFile
from makegood.base.idempotency import IdempotencyKey
from makegood.base.limits import RateLimit
from makegood.base.links import SignedLink
from makegood.base.tenancy import Merchant
from makegood.base.timeline import TimelineLine

__all__ = ["Connection", "Deadline", "EvidenceFile", "IdempotencyKey", "Merchant", "RateLimit", "SignedLink", "TimelineLine"]
