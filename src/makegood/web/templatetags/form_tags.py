"""A refusal beside its field: the summary on top, the sentence below the field, and what assistive technology is told."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from makegood.kernel.refusal import Refusal
from makegood.web.role_words import MAY, role_name

register = template.Library()


def faults_of(refusal: Refusal | None) -> list[dict[str, str]]:
    """[{"field", "message", "remedy"}]: what is wrong, one for each field. The first is the refusal itself."""
    if refusal is None:
        return []
    own = {"field": refusal.field or "", "message": refusal.message, "remedy": refusal.remedy}
    more = refusal.extra.get("faults")
    return [own, *more] if isinstance(more, list) else [own]


@register.filter
def said(text: str) -> str:
    """A refusal's sentence in the reader's language: journeys speak English, the page translates."""
    return _(text) if text else ""


@register.filter
def role(name: str) -> str:
    """What a role is called."""
    return role_name(name)


@register.filter
def may_do(name: str) -> str:
    """What a role may do, in a few words."""
    return str(MAY.get(name, ""))


@register.filter
def faults(refusal: Refusal | None) -> list[dict[str, str]]:
    return faults_of(refusal)


@register.simple_tag
def field(refusal: Refusal | None, name: str, help: str = "") -> SafeString:
    """The attributes of a field: which text describes it, and whether it is wrong."""
    wrong = any(fault["field"] == name for fault in faults_of(refusal))
    described = " ".join(part for part in (help, f"{name}-wrong" if wrong else "") if part)
    found = format_html(' aria-describedby="{}"', described) if described else SafeString("")
    return found + (SafeString(' aria-invalid="true"') if wrong else SafeString(""))


@register.simple_tag
def wrong(refusal: Refusal | None, name: str) -> SafeString:
    """What is wrong with a field, below it."""
    found = next((fault for fault in faults_of(refusal) if fault["field"] == name), None)
    if found is None:
        return SafeString("")
    return format_html('<p class="wrong" id="{}-wrong">{} {}</p>', name, said(found["message"]), said(found["remedy"]))
