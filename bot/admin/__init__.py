"""Changing the knowledge: who may, what was changed, and taking it back."""
