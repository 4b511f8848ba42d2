"""The synthetic portfolio: who works on what, how it goes, and what is true about it."""
