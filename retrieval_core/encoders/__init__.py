"""The forward passes of the encoders in NumPy, over the very folders that the Torch libraries load."""
