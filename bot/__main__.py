"""`python -m bot` is the command `saferbot`."""

from bot.cli import main

main()
