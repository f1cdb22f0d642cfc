"""Weights -> something that computes."""
