"""The proof that no customer can get less than the law gives: the running engine's own floor, searched by a solver (docs/adr/0028)."""
