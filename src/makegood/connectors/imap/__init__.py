"""A mailbox that is asked for new mail (RFC 9051, RFC 3501), through IMAPClient."""
