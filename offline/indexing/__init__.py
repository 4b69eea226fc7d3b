"""FAISS indices, the catalog and its full text, twins and the map (NumPy and FAISS, no Torch)."""
