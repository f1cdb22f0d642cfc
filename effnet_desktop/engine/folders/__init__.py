"""A folder of photos to learn from: what it holds, what is wrong with it, and the user's corrections."""
