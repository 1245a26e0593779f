"""What every statistic is made of: numbers, codes of classes, and how one says that it has no value."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


class Undefined(ValueError):
    """A statistic that has no value on this input; the message is the reason."""
