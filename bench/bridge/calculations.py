"""The functions that are called."""


def add(a, b):
    return a + b


def same(value):
    return value
