"""saferbot: an anonymous bot that answers safer-use questions from a curated knowledge base."""

__version__ = "0.1.0"
