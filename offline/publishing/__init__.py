"""Whether a build goes live, how it does, and where else its vectors go."""
