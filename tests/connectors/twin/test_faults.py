"""What the twin does wrong when it is told to, what it refuses by itself, and what a call costs."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from makegood.connectors.shopify.twin.access import ALL_SCOPES
from makegood.connectors.shopify.twin.store import Store
from tests.harness.server import free_port
from tests.harness.twin import KEY, TwinShop, fresh_shop, order_node, running

TAG = 'mutation Tag($id: ID!) { tagsAdd(id: $id, tags: ["makegood"]) { node { id } userErrors { field message } } }'
TAGS = "query Tags($id: ID!) { order(id: $id) { id tags } }"
SHOP = "query { shop { name currencyCode myshopifyDomain } }"


def tags(shop: TwinShop, gid: str) -> list[str]:
    return list(shop.order(gid)["tags"])


@pytest.mark.parametrize(
    ("mood", "status", "done"),
    [("throttle_http", 429, False), ("error_before", 500, False), ("down", 503, False), ("error_after", 500, True)],
)
def test_a_status_comes_with_or_without_the_deed(twin_shop: TwinShop, mood: str, status: int, done: bool) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.mood(mood, call="tagsAdd")
    assert twin_shop.data(SHOP)["shop"]["currencyCode"] == "EUR"  # another call does not use it up
    answer = twin_shop.post({"query": TAG, "variables": {"id": gid}})
    assert (answer.status_code, tags(twin_shop, gid) == ["makegood"]) == (status, done)
    assert ("retry-after" in answer.headers) == (status == 429)
    assert twin_shop.data(TAG, id=gid)["tagsAdd"]["userErrors"] == [] and tags(twin_shop, gid) == ["makegood"]


@pytest.mark.parametrize(("mood", "done"), [("reset_before", False), ("reset_after", True)])
def test_the_line_is_cut_before_or_after_the_deed(twin_shop: TwinShop, mood: str, done: bool) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.mood(mood)
    with pytest.raises(httpx.TransportError):
        twin_shop.post({"query": TAG, "variables": {"id": gid}})
    assert (tags(twin_shop, gid) == ["makegood"]) is done


@pytest.mark.parametrize(("mood", "done"), [("slow", False), ("late", True)])
def test_an_answer_waits_before_or_after_the_deed(twin_shop: TwinShop, mood: str, done: bool) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.mood(mood)
    before = twin_shop.twin.releases
    with pytest.raises(httpx.ReadTimeout):
        twin_shop.http.post(
            "/admin/api/2026-10/graphql.json", json={"query": TAG, "variables": {"id": gid}}, timeout=0.3,
            headers={"X-Shopify-Access-Token": twin_shop.token},
        )  # fmt: skip
    assert twin_shop.twin.releases == before and (tags(twin_shop, gid) == ["makegood"]) is done
    twin_shop.twin.release()
    for _ in range(200):
        if tags(twin_shop, gid):
            break
        threading.Event().wait(0.01)
    assert tags(twin_shop, gid) == ["makegood"]


@pytest.mark.parametrize(("mood", "done"), [("garbage", False), ("garbage_after", True), ("truncated", True)])
def test_what_comes_back_is_no_json(twin_shop: TwinShop, mood: str, done: bool) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.mood(mood)
    answer = twin_shop.post({"query": TAG, "variables": {"id": gid}})
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        answer.json()
    assert (tags(twin_shop, gid) == ["makegood"]) is done


def test_a_mutation_refuses_with_the_words_that_it_is_given(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.mood("user_error", call="tagsAdd", message="Tags are too many", field=["tags"])
    assert twin_shop.data(TAG, id=gid)["tagsAdd"] == {"node": None, "userErrors": [{"field": ["tags"], "message": "Tags are too many"}]}
    twin_shop.mood("internal")
    assert twin_shop.ask(TAG, id=gid)["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR" and tags(twin_shop, gid) == []


def test_points_are_spent_and_come_back_with_time(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.control("bucket", held=True, available=25)
    first = twin_shop.ask(TAG, id=gid)["extensions"]["cost"]
    assert (first["requestedQueryCost"], first["throttleStatus"]["maximumAvailable"], first["throttleStatus"]["restoreRate"]) == (
        10,
        2000,
        100,
    )
    assert first["throttleStatus"]["currentlyAvailable"] == 25 - first["actualQueryCost"]
    twin_shop.ask(TAG, id=gid)
    full = twin_shop.ask(TAG, id=gid)
    assert full["errors"][0]["extensions"]["code"] == "THROTTLED" and "data" not in full
    assert full["extensions"]["cost"]["actualQueryCost"] is None
    twin_shop.step(1)
    assert twin_shop.ask(TAG, id=gid)["data"]["tagsAdd"]["userErrors"] == []


def test_a_query_can_be_too_dear(twin_shop: TwinShop) -> None:
    dear = "query { orders(first: 250) { nodes { returns(first: 250) { nodes { returnLineItems(first: 250) { nodes { id } } } } } } }"
    assert twin_shop.ask(dear)["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"
    twin_shop.mood("throttled")
    assert twin_shop.ask(SHOP)["errors"][0]["message"] == "Throttled"


def test_a_missing_scope_is_named_and_the_rest_is_answered(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.control("setup", scopes=[one for one in ALL_SCOPES if one not in ("read_returns", "write_returns", "write_orders")])
    answer = twin_shop.ask("query Order($id: ID!) { order(id: $id) { id returns(first: 5) { nodes { id } } } shop { name } }", id=gid)
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED" and answer["errors"][0]["path"] == ["order", "returns"]
    assert "`read_returns` access scope" in answer["errors"][0]["message"] and answer["data"]["shop"]
    no = twin_shop.ask(TAG, id=gid)
    assert no["data"] == {"tagsAdd": None} and no["errors"][0]["extensions"]["requiredAccess"] == "`write_orders` access scope."
    held = twin_shop.data("query { currentAppInstallation { accessScopes { handle } } }")["currentAppInstallation"]["accessScopes"]
    twin_shop.control("setup", scopes=["write_orders"])
    assert twin_shop.data(TAGS, id=gid)["order"]["id"] == gid  # who may write may read
    assert {"handle": "read_orders"} in held and {"handle": "write_orders"} not in held


def test_orders_older_than_sixty_days_need_a_scope_of_their_own(twin_shop: TwinShop) -> None:
    old, new = twin_shop.seed(order_node(at="2026-08-01T09:00:00Z"), order_node())
    everything = "query { orders(first: 10) { nodes { id } } }"
    assert len(twin_shop.data(everything)["orders"]["nodes"]) == 2
    twin_shop.control("setup", scopes=[one for one in ALL_SCOPES if one != "read_all_orders"])
    assert twin_shop.data(everything)["orders"]["nodes"] == [{"id": new}]
    assert twin_shop.data(TAGS, id=old) == {"order": None}


def test_customers_data_may_be_closed_to_apps(twin_shop: TwinShop) -> None:
    (gid,) = twin_shop.seed(order_node())
    twin_shop.control("setup", customer_data="none")
    answer = twin_shop.ask("query Order($id: ID!) { order(id: $id) { id email name } }", id=gid)
    assert answer["data"]["order"] == {"id": gid, "email": None, "name": twin_shop.order(gid)["name"]}
    assert answer["errors"][0]["message"].startswith("This app is not approved to use the email field.")


def test_a_token_opens_its_own_shop_only_and_none_after_the_app_is_gone(twin_shop: TwinShop) -> None:
    other = fresh_shop(twin_shop.twin, currency="CHF")
    assert other.data(SHOP)["shop"] == {"name": "Twin shop", "currencyCode": "CHF", "myshopifyDomain": other.domain}
    assert twin_shop.post({"query": SHOP}, token="shpat_wrong").status_code == 401
    (gid,) = twin_shop.seed(order_node())
    assert other.data(TAGS, id=gid) == {"order": None}
    other.control("uninstall")
    assert other.post({"query": SHOP}).status_code == 401
    other.http.close()


def test_an_app_of_the_dashboard_gets_its_token_by_id_and_secret(twin_shop: TwinShop) -> None:
    twin_shop.control("setup", client_id="id-of-the-app")
    asked = {"grant_type": "client_credentials", "client_id": "id-of-the-app", "client_secret": twin_shop.secret}
    granted = twin_shop.http.post("/admin/oauth/access_token", json=asked).json()
    assert granted["access_token"] == twin_shop.token and "read_orders" in granted["scope"] and granted["expires_in"] == 86399
    assert twin_shop.http.post("/admin/oauth/access_token", json=asked | {"client_secret": "wrong"}).status_code == 400
    assert twin_shop.http.post("/admin/oauth/access_token", json=asked | {"client_id": ""}).status_code == 400


def test_versions_are_named_and_one_that_is_not_out_is_not_found(twin_shop: TwinShop) -> None:
    served = [twin_shop.post({"query": SHOP}, version=one).headers["X-Shopify-API-Version"] for one in ("2026-07", "2026-10", "2025-01")]
    assert served == ["2026-07", "2026-10", "2026-07"]
    assert twin_shop.post({"query": SHOP}, version="2027-01").status_code == 404


def test_what_happened_is_there_after_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "twin.sqlite")
    with running(store) as twin:
        shop = fresh_shop(twin)
        (gid,) = shop.seed(order_node())
        shop.act("refund", order=gid, amount="5.00")
        shop.http.close()
    store.close()
    with running(Store(tmp_path / "twin.sqlite")) as twin:
        again = TwinShop(twin, twin.shops[shop.domain])
        found = again.data("query Order($id: ID!) { order(id: $id) { refunds { totalRefundedSet { shopMoney { amount } } } } }", id=gid)
        assert found["order"]["refunds"] == [{"totalRefundedSet": {"shopMoney": {"amount": "5.0"}}}]
        again.http.close()


def test_the_command_serves_a_seeded_shop_and_its_controls(tmp_path: Path) -> None:
    seed, port = tmp_path / "shop.json", free_port()
    node = order_node()
    seed.write_text(json.dumps({"domain": "gifts.myshopify.com", "token": "shpat_gifts", "secret": "shpss_gifts", "orders": [node]}))
    command = [
        sys.executable,
        "-m",
        "makegood",
        "shopify-twin",
        "--port",
        str(port),
        "--data",
        str(tmp_path / "twin"),
        "--seed",
        str(seed),
        "--key",
        KEY,
    ]
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            _until_it_answers(http, child)
            headers = {"X-Shopify-Access-Token": "shpat_gifts"}
            query = {"query": TAGS, "variables": {"id": node["id"]}}
            answer = http.post("/admin/api/2026-10/graphql.json", json=query, headers=headers).json()
            assert answer["data"] == {"order": {"id": node["id"], "tags": []}}
            deed = {"shop": "gifts.myshopify.com", "order": node["id"], "amount": "5.00"}
            assert http.post("/control/refund", json=deed).status_code == 401
            key = {"Authorization": f"Bearer {KEY}"}
            assert http.post("/control/refund", json=deed, headers=key).json()["order"] == node["id"]
            assert "more than what was paid" in http.post("/control/refund", json=deed | {"amount": "90"}, headers=key).json()["error"]
            made = {"domain": "second.myshopify.com", "token": "shpat_second", "secret": "shpss_second"}
            assert http.post("/control/shops", json=made, headers=key).status_code == 201
    finally:
        child.kill()
        child.wait()


def _until_it_answers(http: httpx.Client, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert child.poll() is None, "the twin ended"
        try:
            http.get("/healthz")
            return
        except httpx.TransportError:
            threading.Event().wait(0.05)
    raise AssertionError("the twin did not answer")
