"""How the bot is, for whoever runs it: asked on this machine only, and never about anybody who wrote to it."""
