"""The two themes: a dark and a light one with the same meaning of colours."""

from textual.theme import Theme

DARK = Theme(
    name="touchstone-dark",
    primary="#6CB6D9",
    secondary="#8FA3B0",
    accent="#E0A84E",
    warning="#E0A84E",
    error="#E5716B",
    success="#7CBF83",
    foreground="#DDE3E8",
    background="#14181C",
    surface="#1B2126",
    panel="#242C33",
    dark=True,
)

LIGHT = Theme(
    name="touchstone-light",
    primary="#0B6A94",
    secondary="#4D6472",
    accent="#8F5A00",
    warning="#8F5A00",
    error="#B3261E",
    success="#1E6B2D",
    foreground="#1B2126",
    background="#F7F8F9",
    surface="#EDF0F2",
    panel="#E0E5E9",
    dark=False,
)
