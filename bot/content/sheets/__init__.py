"""Entries as a table, for people who live in spreadsheets: a file of rows out, and the edits of its cells back in."""
