from makegood.apps.returns.models.case import Case, CaseContact, CaseEvidence, CaseLine, CaseLink, CaseWords
from makegood.apps.returns.models.decision import Choice, Decision, Rerun
from makegood.apps.returns.models.declaration import Declaration, DeclarationWords
from makegood.apps.returns.models.presence import CasePresence

__all__ = [
    "Case",
    "CaseContact",
    "CaseEvidence",
    "CaseLine",
    "CaseLink",
    "CasePresence",
    "CaseWords",
    "Choice",
    "Decision",
    "Declaration",
    "DeclarationWords",
    "Rerun",
]
