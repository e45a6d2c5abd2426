from makegood.apps.returns.models.case import Case, CaseEvidence, CaseLine, CaseWords
from makegood.apps.returns.models.decision import Choice, Decision
from makegood.apps.returns.models.declaration import Declaration, DeclarationWords

__all__ = ["Case", "CaseEvidence", "CaseLine", "CaseWords", "Choice", "Decision", "Declaration", "DeclarationWords"]
