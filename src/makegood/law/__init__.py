"""What each market's law gives: dated, cited data and the questions that it answers. Pure: no database, no network, no clock."""
