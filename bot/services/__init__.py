"""Where help is: sites by distance, whether they are open, and places by name. Keeps nothing of who asks or where."""
