"""The middle: a question goes in, a reply comes out. Pure: no files, clocks, network or people."""
