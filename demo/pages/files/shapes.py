"""Areas of shapes."""

from math import pi


def circle(radius):
    """The area of a circle."""
    return pi * radius**2


def square(side):
    """The area of a square."""
    return side**2
