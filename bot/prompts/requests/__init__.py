"""From what was read to a `Request`, from a request and a turn to the next, and back into words."""
