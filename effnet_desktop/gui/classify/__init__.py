"""The page of photos and their answers."""
