"""Photos into folders and keywords beside them: planned, journalled step by step, and taken back on demand."""
