"""Several sounds in one request, and what a turn does to each; what is asked of the files themselves."""
