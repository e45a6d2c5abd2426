"""One installation saved into a file and brought back from it: every row, every file, and the keys that open what is sealed."""
