"""The page of what phi does."""
