"""Finding the topic a question is about."""
