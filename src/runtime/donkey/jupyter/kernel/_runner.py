"""Stands for the package's module of that name, which ``_unpack`` needs on MicroPython alone."""
