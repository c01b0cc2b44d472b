"""Telegram, through python-telegram-bot; nothing outside this folder imports it."""
