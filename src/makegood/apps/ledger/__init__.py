"""The books: append and reverse, never edit."""
