def factorial(n: int) -> int:
    """Calculate the factorial of a number, however large."""
    if n < 0:
        raise ValueError("There is no factorial of a negative number.")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product
