"""Lists as agencies publish them, read into records that a person reviews. One file per format.

Nothing here writes a file or asks the network. Free text of others never goes into a record, only into the report.
"""
