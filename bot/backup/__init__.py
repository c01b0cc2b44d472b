"""Everything of one deployment in one file, without the token; and reading it back without trusting it."""
