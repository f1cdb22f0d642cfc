"""The page of models on this machine."""
