"""What a policy's conditions read."""

from datetime import date

from makegood.policy.node import Node
from makegood.policy.rules import Policy


def days_named(policy: Policy) -> bool:
    """Does a condition name a day of the calendar?"""
    return any(rule.when is not None and _names_a_day(rule.when) for rule in policy.rules)


def _names_a_day(node: Node) -> bool:
    return isinstance(node.value, date) or any(_names_a_day(part) for part in node.parts)
