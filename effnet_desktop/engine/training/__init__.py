"""A folder of photos -> a model of its own."""
