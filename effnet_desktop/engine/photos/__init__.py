"""A file -> an upright photo -> the network's input."""
