"""The static page: the same knowledge as plain HTML files, for when Telegram is down, on paper, on old phones."""
