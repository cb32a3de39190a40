"""What was asked, to a Query: follow-ups completed, slips corrected, Latin script read."""
