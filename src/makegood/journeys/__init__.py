"""One verb a file; the only place where apps meet."""
