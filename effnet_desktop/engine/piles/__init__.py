"""Photos without categories: piles of alike photos, their names, and the questions that teach most."""
