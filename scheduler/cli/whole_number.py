"""The type of an option that takes a whole number."""

from __future__ import annotations

import click


class WholeNumber(click.IntRange):
    """A whole number between bounds; messages call it so."""

    name = "whole number"
