"""Public ids: a prefix that names the kind and 80 random bits."""

import secrets

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u


def _random(length: int) -> str:
    """Five bits a letter, from the system's randomness."""
    bits = int.from_bytes(secrets.token_bytes((length * 5 + 7) // 8), "big")
    letters = []
    for _ in range(length):
        letters.append(_LETTERS[bits & 31])
        bits >>= 5
    return "".join(letters)


def new_public_id(prefix: str) -> str:
    """For example `cas_7f3k0q...`: unguessable, stable, safe in addresses."""
    return f"{prefix}_{_random(16)}"


def new_case_number() -> str:
    """The number that people say and type: two groups of four, no look-alike letters. 40 random bits."""
    return f"{_random(4)}-{_random(4)}".upper()


def new_secret() -> str:
    """A bearer secret of 160 random bits."""
    return _random(32)
