"""Models measured: side by side, on a folder, on this machine."""
