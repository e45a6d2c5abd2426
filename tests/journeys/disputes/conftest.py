"""The provider's stand-in, and a shop with a dispute."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.harness import stripe
from tests.harness.standin import standing
from tests.journeys.disputes.story import Story


@pytest.fixture(scope="module")
def process() -> Iterator[stripe.FakeStripe]:
    with standing(stripe.FakeStripe()) as found:
        yield found


@pytest.fixture
def fake(process: stripe.FakeStripe) -> Iterator[stripe.FakeStripe]:
    process.clear()
    process.disputes.clear()
    yield process


@pytest.fixture
def story(fake: stripe.FakeStripe, now: datetime, settings: Any) -> Story:
    settings.MAKEGOOD_NOW = now.isoformat()
    return Story(fake, now)
