"""What a shop's own sentence about returns says, read by a small grammar."""
