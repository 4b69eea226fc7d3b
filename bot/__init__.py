"""What people talk to: prompts in, replies out."""
