"""Photos in, predictions out: pure Python and machine learning, never Qt."""
