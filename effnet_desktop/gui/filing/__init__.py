"""Photos are put into folders, get keywords, and all of that can be taken back."""
