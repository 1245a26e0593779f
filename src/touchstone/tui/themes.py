"""The themes of our own: dark, light and of high contrast; the same colour means the same in each."""

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

CONTRAST = Theme(
    name="touchstone-contrast",
    primary="#5CD6FF",
    secondary="#D0D0D0",
    accent="#FFD24A",
    warning="#FFD24A",
    error="#FF8A80",
    success="#7CFF8A",
    foreground="#FFFFFF",
    background="#000000",
    surface="#101010",
    panel="#2A2A2A",
    dark=True,
)

OWN = (DARK, LIGHT, CONTRAST)
FEW_COLOURS = "ansi-dark"
"""Textual's theme of the terminal's own 16 colours, for terminals that have no more."""
