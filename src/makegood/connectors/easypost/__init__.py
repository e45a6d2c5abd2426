"""Postage bought and followed through EasyPost (REST, version 2), without its own client library."""
