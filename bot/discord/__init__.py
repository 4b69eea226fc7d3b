"""The Discord front end: discord.py around the conversation that every front end shares."""
