"""The page of models side by side."""
