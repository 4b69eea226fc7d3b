"""From files to vectors and words: decoding, encoders, tags and captions (no FAISS)."""
