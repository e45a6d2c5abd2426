"""The one expected failure."""


class Refusal(Exception):
    """An expected, typed refusal: what is wrong, why, and what to do about it.

    `code` is snake_case and stable for ever; `message` and `remedy` are sentences for people.
    `status` is the HTTP status that a problem document carries (RFC 9457); `field` names the form field or
    JSON member at fault, where one is; `extra` holds further members of the answer (plain JSON values).
    """

    def __init__(self, code: str, message: str, remedy: str = "", *, status: int = 422, field: str | None = None, **extra: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.status = status
        self.field = field
        self.extra = extra

    def as_json(self) -> dict[str, object]:
        """`{"code", "message", "remedy"}` and what else is known, as the console and the API print it."""
        found: dict[str, object] = {"code": self.code, "message": self.message, "remedy": self.remedy}
        if self.field is not None:
            found["field"] = self.field
        return found | self.extra

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {self.message!r})"
