import pytest

from tests.harness.live import Live
from tests.harness.twin import fresh_shop, running

pytestmark = pytest.mark.django_db


def test_first(now):
    with running() as twin:
        live = Live(fresh_shop(twin), now)
        one = live.sell()
        one.complain()
        print([(r.state, r.amount_minor, r.provider, r.breakdown) for r in one.ours()], [(t.state, t.goods) for t in one.transfers()])
        one.send()
        print(
            [(r.state, r.amount_minor, r.provider) for r in one.ours()],
            [(t.state, t.problem, t.provider_ref) for t in one.transfers()],
            one.given_back(),
        )
        one.hear()
        from makegood.base.unit import unit
        from makegood.casefile.elsewhere import counted_past, refunds_elsewhere

        with unit(merchants=[live.shop.id]):
            print(counted_past(one.order.id), refunds_elsewhere(one.order.id))
        two = live.sell()
        two.complain()
        two.staff_refunds("39.00", units=1)
        two.hear()
        print(
            [(r.state, r.amount_minor, r.provider) for r in two.ours()],
            [(t.provider, t.state, t.problem, t.provider_ref) for t in two.transfers()],
            two.given_back(),
        )
        two.send()
        print(two.given_back())
        assert 0
