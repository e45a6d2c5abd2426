"""What a shop has to do in its own system, handed out as lists: each thing once."""
