"""The transaction: `unit()`."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from makegood.base import timeline
from makegood.base.about import about
from makegood.base.actor import SYSTEM, Actor
from makegood.base.later import Waiting, before, write_waiting
from makegood.base.points import listened, opener, point
from makegood.base.tenancy import Merchant, Scope, Unscoped, _scope, current_scope


@contextmanager
def unit(
    *, merchants: Iterable[int] | Callable[[], tuple[Iterable[int], Actor]], by: Actor = SYSTEM, let_in: bool = False, verb: str = ""
) -> Iterator[Scope]:
    """One transaction of the given shops: key, effect and answer commit together, or nothing does.

    An inner unit joins the outer one's transaction and narrows it to its own shops. The outer one writes what waits (timeline lines
    too); every deferred constraint is checked as it ends. `merchants` may be a function that learns shops and actor inside the
    transaction (from a token or a session); with `let_in` it opens the wall itself, in the same statement. `verb` names the crash points
    of a unit that a wrapper opens; a journey's are named by itself.
    """
    if listened():
        verb = verb or opener()
    outer = _scope.get()
    if outer is not None:
        point(f"{verb}.joined")
        with _narrowed(outer, merchants, by) as inner:
            yield inner
        return
    nested = connection.in_atomic_block
    token = None
    try:
        with transaction.atomic():
            found, who = merchants() if callable(merchants) else (merchants, by)
            scope = Scope(tuple(sorted(set(found))), who, Waiting())
            token = _scope.set(scope)
            about(by=str(who), **({"shop": str(scope.merchants[0])} if len(scope.merchants) == 1 else {}))
            if not let_in:
                _set_merchants("{" + ",".join(map(str, scope.merchants)) + "}")
            with connection.execute_wrapper(before):
                yield scope
                timeline.flush()
                write_waiting()
            point(f"{verb}.before_commit")
            if nested:  # a savepoint's end checks nothing; a commit does
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        point(f"{verb}.after_commit")
    finally:
        if token is not None:
            _scope.reset(token)
        if nested and not connection.needs_rollback:  # a local setting outlives a savepoint
            _set_merchants("")


@contextmanager
def attempt() -> Iterator[None]:
    """Inside a unit: what follows happens whole or leaves no trace, and the unit goes on (to show the refusal)."""
    scope = current_scope()
    write_waiting()
    drafts = len(scope.drafts)
    try:
        with transaction.atomic():
            yield
            write_waiting()
    except BaseException:
        del scope.drafts[drafts:]
        scope.waiting.clear()
        scope.known.clear()  # the rows in hand carry what was taken back
        raise


@contextmanager
def _narrowed(outer: Scope, merchants: Iterable[int] | Callable[[], tuple[Iterable[int], Actor]], by: Actor) -> Iterator[Scope]:
    found, who = merchants() if callable(merchants) else (merchants, by)
    wanted = tuple(sorted(set(found)))
    if not set(wanted) <= set(outer.merchants):
        raise Unscoped("an inner unit can't reach shops that the outer one does not have")
    token = _scope.set(Scope(wanted, who, outer.waiting, outer.drafts, outer.known))
    try:
        yield current_scope()
    finally:
        _scope.reset(token)


def _set_merchants(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.merchants', %s, true)", [value])


def all_merchant_ids() -> list[int]:
    """Every shop's id, for sweeps."""
    return list(Merchant.objects.order_by("id").values_list("id", flat=True))
