"""A share with what is likely: how many of how many, and between which shares the true one lies. Pure arithmetic."""

from dataclasses import dataclass
from math import sqrt

# The point of the normal distribution that leaves 2.5 % on each side: an interval of 95 %.
LIKELY = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`of` of `total` (0 <= of <= total). `low` to `high`, shares between 0 and 1, is Wilson's score interval of 95 % (E. B. Wilson, Probable
    Inference, the Law of Succession, and Statistical Inference, JASA 22, 1927): it stays within 0 and 1 and is wide where little was counted.

    Of nothing no share is known: `share` is None, and 0 to 1 is likely.
    """

    of: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.of <= self.total:
            raise ValueError(f"{self.of} of {self.total} is no share")

    @property
    def share(self) -> float | None:
        return self.of / self.total if self.total else None

    @property
    def low(self) -> float:
        return self._likely()[0]

    @property
    def high(self) -> float:
        return self._likely()[1]

    def _likely(self) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        share, spread = self.of / self.total, LIKELY**2 / self.total
        middle = (share + spread / 2) / (1 + spread)
        half = LIKELY / (1 + spread) * sqrt(share * (1 - share) / self.total + spread / (4 * self.total))
        # At 0 and at 1 the bound is the share itself; a float's last digit must not say otherwise.
        return min(max(0.0, middle - half), share), max(min(1.0, middle + half), share)

    def is_above(self, average: float | None) -> bool:
        """More than `average` even at the lower end of what is likely: chance alone hardly does that."""
        return average is not None and self.total > 0 and self.low > average
