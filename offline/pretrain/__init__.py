"""How the shipped encoders were made: corpus, audio encoder, text tower."""
