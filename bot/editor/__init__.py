"""The local web editor: the knowledge in a browser, on this machine only, for people who do not program."""
