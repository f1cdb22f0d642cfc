"""Photos without categories, in piles that the user names."""
