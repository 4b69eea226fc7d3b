"""The bot's features, one cog a module, loaded by name."""

NAMES = ("chat", "find", "approach", "evaluation", "library", "admin")
