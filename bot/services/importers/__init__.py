"""Lists as agencies publish them, read into records that a person reviews. One file per format.

Nothing here writes a file or asks the network; free text of others is never carried into a record, only into the report.
"""
