"""Many machines: photos go out to the workers of the user's own Ray cluster, answers and features come back."""
