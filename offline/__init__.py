"""Torch jobs: embed, train, export, index, evaluate, and how the shipped encoders were made."""
