"""Which sounds are asked for and which are not, and what they are to be like."""
