"""Torch jobs: embed, train, export, index, evaluate, and how the shipped encoders were made.

The commands are modules here (`build`, `evaluate`, `compare`, `learn`, `demo`, and the package `pretrain`). A build runs stages in processes of
their own (`pipeline.stages` has the table), which hand over files: `embedding` (from files to vectors and words), `training` (the heads of all
`approaches`), `indexing` (FAISS, the catalog), `evaluation`, `publishing` (whether it goes live, and how). `analysis` measures tempo, key and what a
sample is like; `synth` makes the demo library and what the encoders learn from.
"""
