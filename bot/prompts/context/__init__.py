"""What points back: at hits, at the answers before, at what the last request asked for."""
