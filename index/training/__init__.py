"""Trains the small embedding model that comes with the program: `python -m index.training --help`.

Nothing of it is needed to run the program. It wants the `training` extra.
"""
