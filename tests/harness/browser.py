"""A click is over when the page that it asked for is all there."""

from collections.abc import Callable
from functools import wraps
from typing import Any


def _then_arrived(do: Callable[..., None]) -> Callable[..., None]:
    @wraps(do)
    def done(locator: Any, *args: Any, **options: Any) -> None:
        do(locator, *args, **options)
        if not locator.page.is_closed():
            locator.page.wait_for_load_state()

    return done


def wait_after_clicks() -> None:
    """Playwright's `click` and `press` return once an answer begins, when nothing of it may be read yet; from here on they wait for all of it."""
    from playwright.sync_api import Locator, expect

    expect.set_options(timeout=15_000)

    if not hasattr(Locator.click, "__wrapped__"):
        Locator.click, Locator.press = _then_arrived(Locator.click), _then_arrived(Locator.press)  # type: ignore[method-assign]
