"""The models on this machine: stored, downloaded, trained here, loaded."""
