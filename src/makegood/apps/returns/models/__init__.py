from makegood.apps.returns.models.case import Case, CaseContact, CaseEvidence, CaseLine, CaseLink, CaseWords
from makegood.apps.returns.models.decision import Choice, Decision

__all__ = ["Case", "CaseContact", "CaseEvidence", "CaseLine", "CaseLink", "CaseWords", "Choice", "Decision"]
