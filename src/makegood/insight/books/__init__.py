"""The books of a shop for its accountant: what each account stands at, and all of it as a file."""
