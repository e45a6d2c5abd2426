"""What a domain's DNS says about mail: SPF (RFC 7208), DKIM keys (RFC 6376, 8301, 8463), DMARC (RFC 7489 and its tree walk)."""
