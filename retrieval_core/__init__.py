"""From words to samples: NumPy and FAISS, nothing else heavy; never Torch."""
