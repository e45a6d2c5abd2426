"""Mail into a folder, for the demo and wherever no mail server is set."""
