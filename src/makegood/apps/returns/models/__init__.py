from makegood.apps.returns.models.case import Case, CaseEvidence, CaseLine, CaseWords
from makegood.apps.returns.models.decision import Choice, Decision

__all__ = ["Case", "CaseEvidence", "CaseLine", "CaseWords", "Choice", "Decision"]
