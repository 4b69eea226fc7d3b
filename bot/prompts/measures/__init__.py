"""How many, how long, how fast, in which key, and which of these limits are refused."""
