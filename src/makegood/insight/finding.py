"""One finding of a look into the running installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: error or warning. `id` is in docs/how-to/doctor.md."""

    id: str
    level: str
    message: str
    mend: str


def warning(number: str, message: str, mend: str) -> Finding:
    return Finding(f"mg.W{number}", "warning", message, mend)


def error(number: str, message: str, mend: str) -> Finding:
    return Finding(f"mg.E{number}", "error", message, mend)
