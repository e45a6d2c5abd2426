"""What runs without anybody asking: remote calls, mails, deadlines, and the rescue of jobs whose worker died."""
