"""The rehearsal's short form: the main job with a kill of each kind (`make crash` is the whole table)."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.crash.doors import DOORS
from tests.crash.points import Reached, cells_of, moods_of
from tests.harness.database import ROOT

KILLS = [
    "a web server after a case was opened", "a worker after a mail was sent", "the database before a refund is written down",
    "the database after a refund was recorded", "a worker after the provider was asked, which cut it off", "a worker after some orders of a file came in",
    "a worker before an order that was read anew is kept", "the database before what a shop's system was told is kept",
    "a worker before what became of a message to a program is kept",
]  # fmt: skip
REHEARSED = {
    "settle": {
        "open_return", "decide_return", "issue_label", "record_posting", "receive_parcel", "record_inspection", "settle_return", "take_transfer",
        "receive_event", "record_answer", "record_refund", "issue_credit_note", "close_return", "preview_return",
    },
    "claim": {"raise_claim", "submit_claim", "answer_claim", "record_credit", "miss_deadline", "renew_promise"},
    "import": {
        "import_orders", "keep_upload", "take_upload", "record_upload", "remember_mapping", "receive_shop_message", "record_shop_reading",
        "record_backfill", "record_shop_check", "record_shop_account", "weigh_refunds",
    },
    "notify": {
        "take_notices", "record_notice", "ask_password", "take_account_mails", "record_account_mail", "take_webhooks", "record_webhook", "mirror_case",
        "take_errand", "record_errand", "look_at_case",
    },
}  # fmt: skip
# One step of a person or a program, one transaction, nobody outside asked in it: what the commits of the others show holds for them.
ONE_COMMIT = {
    "accept_offer", "add_labels", "add_supplier", "add_webhook", "answer_declaration", "approve_dispute_answer", "ask_person", "begin_backfill",
    "change_account", "change_email", "change_notice_text", "change_offer", "change_password", "change_shop", "change_upload", "change_webhook",
    "choose_provider", "connect_shop", "correct_inspection", "declare_withdrawal", "decline_return", "disconnect_shop", "doubt_transfer", "drop_case",
    "drop_draft", "drop_upload", "end_inquiry", "end_labels", "end_shop_message", "erase_customer", "erase_pictures", "export_case",
    "extend_deadline", "forget_answers", "found_hub", "found_shop", "give_postage", "hand_out_work", "invite_member", "join_shop", "keep_draft",
    "change_agreement", "confirm_agreement", "vet_supplier", "add_claim_paper", "cover_claim_picture", "renew_claim_link", "begin_test_return", "record_test_step", "end_test_return", "begin_parallel_test", "end_parallel_test", "name_supplier", "learn_mail_way", "open_claim", "link_cases", "make_token", "manage_member", "match_declaration", "merge_cases", "publish_policy", "pursue_transfer",
    "put_off_shop_message", "record_bounce", "record_disclosures", "record_elsewhere", "record_mail_check", "record_remake", "record_rerun",
    "record_stray", "refund_anyway", "renew_link", "reopen_case", "replay_webhook", "retry_notice", "retry_postage", "seal_chains", "send_again",
    "send_message", "set_letting_go", "set_mail_server", "set_places", "set_postage", "set_quiet_hours", "settle_errand", "settle_excess",
    "add_factor", "answer_mail", "ask_means", "assign_case", "change_factor", "close_month", "demand_factor", "end_credit", "erase_mails", "escalate_promises",
    "forget_looks", "keep_processing", "note_look", "prove_factor", "reset_factors", "set_refund_limit", "settle_difference",
    "give_means", "land_mail", "need_no_answer", "record_spending", "remind_send_back", "return_spending", "set_hours", "set_mailbox",
    "settle_debt", "settle_mail", "show_codes", "show_means", "take_credit_instead",
    "answer_hub_line", "choose_route", "draw_sample", "look_at_sample", "record_act", "restock_batch", "set_hub_prices", "set_routing", "take_hub_invoice",
    "order_new_goods", "place_replacement", "record_difference",
    "note_spike", "dismiss_spike", "record_spike_step", "begin_action", "end_action",
    "answer_info", "ask_customer", "end_info_wait", "explain_credit", "match_credit", "set_autopilot", "split_fault", "take_credit", "take_info", "unmatch_credit",
    "answer_recall", "begin_recall", "end_recall", "report_injury", "set_maker", "tell_authority", "tell_recall", "warn_of_authority",
    "change_sender", "keep_source", "keep_stock", "disown_stray", "match_stray", "set_grades", "set_inspection", "show_promise", "split_parcel", "tell_address", "tell_same", "tell_text", "void_refund", "weigh_parcels", "write_inquiry",
}  # fmt: skip
# Not rehearsed: mail that comes in, providers' reports (kept once, matched again each time), postage and disputes (calls outside with a take and a record of their own, of the same make as take_transfer), and a shop's past.
NOT_YET = {
    "bring_postage", "take_postage", "record_postage", "void_postage", "receive_carrier_message", "record_polled", "record_tracking", "find_dispute",
    "record_dispute", "take_dispute_answer", "record_dispute_answer", "import_history", "take_mail", "sort_mail", "take_report", "match_report",
}  # fmt: skip


@pytest.fixture(scope="module")
def rehearsed() -> Any:
    """What the rehearsal found, as a process of its own: it starts and kills servers and databases that are nobody else's."""
    done = subprocess.run([sys.executable, "-m", "tests.crash.rehearsal", "--short", "--json"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_without_a_kill_the_main_job_ends_well_through_every_door(rehearsed: Any) -> None:
    clean = [one for one in rehearsed["outcomes"] if one["victim"] == "nobody"]
    assert [(one["where"], one["wrong"]) for one in clean] == [(door, []) for door in DOORS]


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(KILLS)), ids=KILLS)
def test_a_kill_loses_nothing_and_does_nothing_twice(rehearsed: Any, index: int) -> None:
    killed = [one for one in rehearsed["outcomes"] if one["victim"] != "nobody"]
    assert len(killed) == len(KILLS), [one["cell"] for one in killed]
    assert killed[index]["wrong"] == [], killed[index]
    assert f"{killed[index]['victim']} started again" in killed[index]["seen"]


@pytest.mark.slow
def test_the_points_hold_every_journey_of_settle_claim_import_and_notify(rehearsed: Any) -> None:
    reached = {name for one in rehearsed["points"] for name in (*one["journeys"], one["point"].rpartition(".")[0])}
    assert {process: wanted - reached for process, wanted in REHEARSED.items()} == dict.fromkeys(REHEARSED, set())
    assert {
        "http", "smtp", "send_mails", "sweep_deadlines", "carry_transfer", "sweep_transfers", "bring_in_upload", "look_into_folders", "read_shop_order",
        "step_backfill", "check_shop", "sweep_errands", "send_webhooks",
    } <= reached  # fmt: skip
    moments = {one["point"].rpartition(".")[2] for one in rehearsed["points"]}
    assert moments == {"before_commit", "after_commit", "before_send", "after_send", "start", "end"}


def test_a_new_journey_is_rehearsed_or_says_why_not() -> None:
    there = {path.stem for path in (ROOT / "src" / "makegood" / "journeys").glob("*.py")} - {"__init__"}
    told = set().union(*REHEARSED.values(), ONE_COMMIT, NOT_YET)
    assert there - told == set(), "add it to a scene of the rehearsal, or to one of the lists above"
    assert told - there == set(), "these are gone"


@pytest.mark.slow
def test_a_call_or_a_message_that_a_journey_makes_has_a_point_on_both_sides(rehearsed: Any) -> None:
    names = {one["point"] for one in rehearsed["points"]}
    for name in names:
        verb, _, moment = name.rpartition(".")
        after = {"before_commit": "after_commit", "before_send": "after_send", "start": "end"}.get(moment)
        assert after is None or f"{verb}.{after}" in names, name


def test_every_mood_is_tried_on_every_point_of_the_money() -> None:
    path = (
        "take_transfer.before_commit",
        "take_transfer.after_commit",
        "http.before_send",
        "http.after_send",
        "carry.before_commit",
        "carry.after_commit",
    )
    journeys = {"carry.before_commit": ("record_answer",), "carry.after_commit": ("record_answer",)}
    found = [Reached("by provider", "settle", name, 1, "worker", journeys.get(name, ())) for name in path]
    for mood in moods_of("by provider"):
        cells = {(cell.reached.point, cell.victim, cell.mood) for cell in cells_of("by provider", mood, found)}
        assert cells == {(name, victim, mood) for name in path for victim in ("worker", "postgres")}
    assert {"late", "twice", "error_before", "error_after", "throttle", "reset_before", "reset_after", "never"} < set(
        moods_of("by provider")
    )
