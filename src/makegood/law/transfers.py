"""To whom abroad a customer's name and address may go without more (GDPR Chapter V)."""

# Where the GDPR itself holds (the EEA), and where the Commission has decided that the level of protection is adequate (art. 45(3)): for all
# who receive there. The United States (only certified recipients) and Canada (only commercial organisations under PIPEDA) are left out: whether
# one recipient is among them is not known here. As of 2026-11-01; the United Kingdom's decision runs until 2031-12-27.
EEA = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IS", "IT", "LI", "LV", "LT", "LU", "MT", "NL", "NO", "PL",
    "PT", "RO", "SE", "SI", "SK", "ES",
})  # fmt: skip
ADEQUATE = frozenset({"AD", "AR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"})


def may_receive(country: str) -> bool:
    """May a recipient there have personal data without transfer clauses of its own (art. 46)?"""
    return country in EEA | ADEQUATE
