"""What came of a call about an errand, as Told."""

from makegood.apps.mirror.ports import Told
from makegood.base.http import Reply
from makegood.connectors.woocommerce.client import WAITS, is_gone, problem_of, said_by

_PROBLEMS = {
    "token_refused": "unauthorized",
    "access_denied": "scope_missing",
    "shop_unknown": "no_connection",
    "shop_moved": "no_connection",
}


def problem(reply: Reply) -> str:
    """A code of mirror's PROBLEMS."""
    code = problem_of(reply)
    return _PROBLEMS.get(code, code if code in WAITS else "refused")


def of_write(reply: Reply) -> Told:
    """After a write that was no plain success."""
    if reply.outcome in ("later", "unknown"):
        return Told(reply.outcome, problem=problem(reply), words=said_by(reply), retry_after=reply.retry_after)
    return Told("failed", problem="order_unknown" if is_gone(reply) else problem(reply), words=said_by(reply))


def looked(reply: Reply, *, gone: str = "order_unknown") -> Told:
    """A look that told nothing: the outcome stays as unknown as it was."""
    if is_gone(reply):
        return Told("failed", problem=gone, words=said_by(reply))
    return Told(
        "unknown",
        problem=problem(reply) if reply.outcome != "answered" else "unreadable",
        words=said_by(reply),
        retry_after=reply.retry_after,
    )


def not_sent(found: Told) -> Told:
    """The look that goes before a write told nothing: certainly nothing was written."""
    return Told("later", problem=found.problem, words=found.words, retry_after=found.retry_after) if found.state == "unknown" else found
