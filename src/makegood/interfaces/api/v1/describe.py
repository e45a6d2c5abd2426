"""What the description says beyond the operations' own types: keys, preconditions, header fields, problems, and the messages that go out."""

from typing import Any

from makegood.apps.webhooks.words import EVENTS, TRY
from makegood.interfaces.api.v1.answers_webhooks import Event

DESCRIPTION = """Returns of personalised and dropshipped goods. Amounts are decimal strings with a currency; days are ISO 8601.

A token belongs to one shop and to some verbs (read, write, money, receive): what is another shop's is answered 404. Unknown members and parameters are
refused. Every write needs an Idempotency-Key; it is kept for 30 days, for one token and one address. A call that was refused keeps nothing: mend it and
send it again under the same key. A GET carries a strong ETag: If-None-Match answers 304, and If-Match on a change refuses it with 412 where somebody
changed the resource meanwhile. Lists are pages with an opaque `next`; a page with a filter shows what meets the filter when it is read."""

KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "New for each new request, the same when one is repeated: the first answer is given again.",
}  # fmt: skip
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The ETag that a GET of the resource answered: the change is refused with 412 where it is another by now. Without it the change is made to what is there.",
}  # fmt: skip
IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "An ETag that is known: 304 where it is still the same.",
}  # fmt: skip


def _field(description: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind, **more}}


HEADERS = {
    "RateLimit-Policy": _field('How many calls a token has in a window: `"calls";q=60000;w=60` (draft-ietf-httpapi-ratelimit-headers).'),
    "RateLimit": _field('What is left of them: `"calls";r=59999;t=60`.'),
    "X-Request-ID": _field("The call's name in the log."),
    "ETag": _field("Strong; of exactly these bytes."),
    "Link": _field("The way to the next page (RFC 8288)."),
    "Idempotency-Replayed": _field("`true` where this is the first answer, given again.", enum=["true"]),
    "Retry-After": _field("Seconds to wait.", "integer"),
    "Allow": _field("The methods that this address takes."),
    "WWW-Authenticate": _field("`Bearer`."),
}
ALWAYS = ("RateLimit-Policy", "RateLimit", "X-Request-ID")
OF_STATUS = {"401": ("WWW-Authenticate",), "405": ("Allow",), "409": ("Retry-After",), "429": ("Retry-After",), "503": ("Retry-After",)}
WHY = {
    "400": "The request can't be read, or lacks its Idempotency-Key.",
    "401": "No token, or one that opens nothing.",
    "403": "The token has not this verb.",
    "404": "There is no such thing in this shop.",
    "405": "The address takes other methods.",
    "406": "Answers are JSON.",
    "409": "Not possible as things stand, or a call under this key is being worked on.",
    "410": "It has ended.",
    "412": "Somebody changed it since it was read.",
    "413": "The body is too large.",
    "415": "The body is not said to be JSON.",
    "422": "Not of the described form, or refused by a rule: `code` says which.",
    "429": "Too many calls.",
    "503": "The records can't be reached just now.",
}


def described(schema: Any, operations: dict[str, Any]) -> Any:
    """The whole description; `operations` are ninja's by operationId."""
    for path in schema["paths"].values():
        for method, operation in path.items():
            _describe(operation, method, operations[operation["operationId"]].view_func)
    components = schema["components"]
    components["headers"] = HEADERS
    components["responses"] = {f"Problem{status}": _problem(status) for status in WHY}
    components["schemas"] |= _event_schemas()
    schema["webhooks"] = {name: _hook(name, what) for name, what in {**EVENTS, TRY: "Somebody tries whether messages arrive."}.items()}
    schema["servers"] = [{"url": "/"}]
    return schema


def _describe(operation: dict[str, Any], method: str, view: Any) -> None:
    parameters = operation.setdefault("parameters", [])
    if getattr(view, "verb", "read") != "read":
        parameters.append(KEY)
        if view.takes_if_match:
            parameters.append(IF_MATCH)
    elif method == "get":
        parameters.append(IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": "It is still the same.", "headers": _headers(*ALWAYS, "ETag")}
    operation["description"] = f"{operation.get('description', '')}\n\nNeeds the verb `{getattr(view, 'verb', 'read')}`.".strip()
    for status, answer in list(operation["responses"].items()):
        if str(status) in WHY:
            operation["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
        elif str(status) != "304":
            more = ("ETag", "Link") if method == "get" else ("Idempotency-Replayed",)
            answer["headers"] = _headers(*ALWAYS, *more)


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(status: str) -> dict[str, Any]:
    return {
        "description": WHY[status],
        "headers": _headers(*ALWAYS, *OF_STATUS.get(status, ())),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _event_schemas() -> dict[str, Any]:
    found = Event.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = found.pop("$defs")
    return {**inner, "Event": found}


def _hook(name: str, what: str) -> dict[str, Any]:
    """An outgoing message, signed with the address's secret (Standard Webhooks 1.0.0)."""
    fields = [
        {"name": "webhook-id", "in": "header", "required": True, "schema": {"type": "string"}, "description": "The same at every try: take each once."},
        {"name": "webhook-timestamp", "in": "header", "required": True, "schema": {"type": "string"}, "description": "When this try was sent, in seconds."},
        {"name": "webhook-signature", "in": "header", "required": True, "schema": {"type": "string"}, "description": "`v1,` and HMAC-SHA256; two while a secret is rotated."},
    ]  # fmt: skip
    body = {"allOf": [{"$ref": "#/components/schemas/Event"}, {"properties": {"type": {"const": name}}}]}
    return {
        "post": {
            "operationId": f"on_{name.replace('.', '_')}", "summary": what, "tags": ["events"], "parameters": fields, "security": [],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"2XX": {"description": "Taken."}, "410": {"description": "Gone: nothing is sent any more."}},
        }
    }  # fmt: skip
