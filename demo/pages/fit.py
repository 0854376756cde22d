"""Fits curves to points. Plain Python: it knows nothing of the page."""


def fit(points: list[tuple[float, float]], degree: int = 1) -> list[float]:
    """Find the polynomial that is closest to the points, by least squares.

    Args:
        points: pairs of x and y.
        degree: the highest power of x; fewer points allow only a lower one.

    Returns:
        Its coefficients, the constant first.
    """
    size = min(degree, len({x for x, _ in points}) - 1) + 1
    if size < 1:
        raise ValueError("A curve needs a point at least.")
    powers = [sum(x**power for x, _ in points) for power in range(2 * size - 1)]
    rows = [powers[row : row + size] + [sum(y * x**row for x, y in points)] for row in range(size)]
    return _solve(rows)


def curve(points: list[tuple[float, float]], degree: int = 1, steps: int = 100) -> list[list[float]]:
    """Find the points of the fitted curve, from x = 0 to x = 1."""
    coefficients = fit(points, degree)
    return [[step / steps, _value(coefficients, step / steps)] for step in range(steps + 1)]


def error(points: list[tuple[float, float]], coefficients: list[float]) -> float:
    """Return the mean of the squared distances."""
    return sum((y - _value(coefficients, x)) ** 2 for x, y in points) / len(points)


def _value(coefficients, x):
    total = 0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def _solve(rows):
    """Solve linear equations by elimination."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(size):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column])]
    return [row[-1] / row[index] for index, row in enumerate(rows)]
