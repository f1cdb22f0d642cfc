"""A photo -> its category, with names, truth and metrics."""
