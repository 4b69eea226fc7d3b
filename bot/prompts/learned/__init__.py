"""What the models say, weighed against what the grammar has understood."""
