"""When the right to change one's mind does not exist or is lost."""

from typing import Any

from makegood.law.finding import Finding

NOTICES = {
    "personalised": "no_withdrawal_personalised",
    "sealed_hygiene": "hygiene_exception",
    "perishable": "perishable_exception",
    "sealed_media": "media_exception",
}
_SEALED = ("sealed_hygiene", "sealed_media")
_USE = ("used_by_consumer", "value_drop_on_use")
_CONSENTS = {"personalised": "personalised_no_return", "digital_content": "digital_start"}


def _fits(kind: str, effect: str, finding: Finding) -> bool:
    scenario = finding.scenario
    if kind == "personalised":
        return scenario.personalised
    if kind in _SEALED:
        # What can't be resold once it was opened can be resold while it is sealed (Civ. Code 1723(b), Fla. Stat. 501.142(2)).
        return kind in scenario.flags and (effect == "no_right" or "unsealed" in scenario.flags)
    if kind in _USE:
        return "used" in scenario.flags
    if kind == "digital_content":
        return "digital" in scenario.flags
    return kind == "perishable" and "perishable" in scenario.flags


def _stands(exception: dict[str, Any], finding: Finding) -> bool:
    """Void without notice: the notice is needed. Consent needed: the notice (where there is one) and the consent."""
    kind, given = exception["kind"], finding.scenario
    notice_shown = kind in NOTICES and NOTICES[kind] in given.disclosures
    if exception.get("disclosure") == "must_consent":
        return (kind not in NOTICES or notice_shown) and kind in _CONSENTS and _CONSENTS[kind] in given.consents
    return notice_shown or not exception.get("voids_exception")


def find_exception(finding: Finding) -> tuple[str, str] | None:
    """(kind of exception, reason) that takes the right away, or None."""
    for exception in finding.law["change_of_mind"].get("exceptions") or []:
        kind, effect = exception["kind"], exception.get("effect", "no_right")
        if effect != "may_exclude" and _fits(kind, effect, finding) and _stands(exception, finding):
            finding.cite(exception)
            return kind, "unsealed" if kind in _SEALED and "unsealed" in finding.scenario.flags else kind
    return None


def never_had(finding: Finding) -> bool:
    """Whether no right arose with the contract, whatever was done with the goods afterwards."""
    for exception in finding.law["change_of_mind"].get("exceptions") or []:
        kind, effect = exception["kind"], exception.get("effect", "no_right")
        if kind not in (*_SEALED, *_USE) and effect == "no_right" and _fits(kind, effect, finding) and _stands(exception, finding):
            return True
    return False
