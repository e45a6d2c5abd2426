"""The WooCommerce stand-in."""

from collections.abc import Iterator

import pytest

from tests.harness.woo_shop import WooShop, woo_shop


@pytest.fixture
def woo() -> Iterator[WooShop]:
    with woo_shop() as found:
        yield found
