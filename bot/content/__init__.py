"""The knowledge base as data: reading, checking and keeping the last good version."""
