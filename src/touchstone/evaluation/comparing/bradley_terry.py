"""Bradley-Terry strengths of systems from the games between them, a tie counting one half for each side.

Source: Bradley and Terry, Biometrika 39, 1952; fitted by the minorise-maximise steps of Hunter, Annals of
Statistics 32, 2004. Every system is given one more game, a tie against a system of average strength, so that one
that won or lost all its games has a finite strength.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from touchstone.evaluation.comparing.meetings import Game
from touchstone.evaluation.report import Figure

RESAMPLES = 1000
_STEPS = 500
_CLOSE = 1e-7


def strengths(wins: NDArray[np.float64]) -> NDArray[np.float64]:
    """The systems' log-strengths (..., k), their mean 0. `wins` (..., k, k): of the first over the second."""
    games = wins + np.swapaxes(wins, -1, -2)
    won = wins.sum(axis=-1) + 0.5
    worth = np.ones(won.shape)
    for _ in range(_STEPS):
        before = worth
        shares = games / (worth[..., :, None] + worth[..., None, :])
        worth = won / (shares.sum(axis=-1) + 1.0 / (worth + 1.0))
        worth /= np.exp(np.log(worth).mean(axis=-1, keepdims=True))
        if float(np.abs(np.log(worth / before)).max()) < _CLOSE:
            break
    found: NDArray[np.float64] = np.log(worth)
    return found


def strength_figures(
    games: Sequence[Game], systems: Sequence[str], groups: Sequence[str], seed: int
) -> dict[str, Figure]:
    """Each system's strength, with its 95 % interval from resampled groups (`groups`: that of each game)."""
    order = {system: place for place, system in enumerate(systems)}
    names = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    tables = np.zeros((len(names), len(systems), len(systems)))
    for game, group in zip(games, groups, strict=True):
        assert game.outcome is not None
        a, b = (order[system] for system in game.systems)
        tables[names[group], a, b] += (1 + game.outcome) / 2
        tables[names[group], b, a] += (1 - game.outcome) / 2
    values = strengths(tables.sum(axis=0))
    count = len(names)
    random = np.random.default_rng(seed)
    drawn = random.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(np.float64)
    spread = strengths(np.tensordot(drawn, tables, axes=1)).std(axis=0, ddof=1)
    # With few groups their spread is underestimated, and a t is wider than a normal deviate.
    reach = spread * np.sqrt(count / max(1, count - 1)) * stats.t.ppf(0.975, max(1, count - 1))
    return {
        system: Figure(
            name=system,
            label=system,
            value=float(values[place]),
            low=float(values[place] - reach[place]) if count > 1 else None,
            high=float(values[place] + reach[place]) if count > 1 else None,
            n=sum(system in game.systems for game in games),
            note="" if count > 1 else "fewer than two groups: no interval",
        )
        for system, place in order.items()
    }


def strength_errors(wins: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    """The standard errors (k,) of the log-strengths `found` (k,) that `wins` (k, k) gave.

    They are the root of the diagonal of the inverse observed information (Efron and Hinkley, Biometrika 65, 1978) at
    the fit, the further games included, as for a penalised fit (Nychka, JASA 83, 1988), then centred as the strengths
    are. For the few games of one set of competitors, where there are no groups to resample.
    """
    count = len(found)
    likely = 1 / (1 + np.exp(found[None, :] - found[:, None]))
    weight = (wins + wins.T) * likely * (1 - likely)
    against_average = 1 / (1 + np.exp(-found))
    information = np.diag(weight.sum(axis=1) + against_average * (1 - against_average)) - weight
    centre = np.eye(count) - 1 / count
    covariance = centre @ np.linalg.inv(information) @ centre.T
    errors: NDArray[np.float64] = np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    return errors
