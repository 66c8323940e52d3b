"""The Telegram front end: the only room that knows python-telegram-bot."""
