from makegood.apps.claims.models.asking import CustomerAsk
from makegood.apps.claims.models.claim import Claim, ClaimAnswer, ClaimEvidence, ClaimPaper
from makegood.apps.claims.models.credit import Credit, CreditMatch

__all__ = ["Claim", "ClaimAnswer", "ClaimEvidence", "ClaimPaper", "Credit", "CreditMatch", "CustomerAsk"]
