"""What people type, made fit to be kept."""


def storable(text: str) -> str:
    """The same text; what no database takes (NUL, half a surrogate pair) becomes U+FFFD, so that nothing vanishes without a trace."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
