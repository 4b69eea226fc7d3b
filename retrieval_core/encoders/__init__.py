"""The encoders' NumPy forward passes: words and sounds to vectors in one space."""
