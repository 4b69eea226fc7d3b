"""What a sentence does: it asks, tells, refuses, thanks, corrects, or is mere talk."""
