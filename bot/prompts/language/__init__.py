"""From characters to a `Prompt`: tokens, chat spellings, typos, numerals, and the phrases that the taxonomy knows."""
