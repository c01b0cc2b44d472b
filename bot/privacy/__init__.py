"""Keeping nothing about people, and showing that nothing is kept."""
