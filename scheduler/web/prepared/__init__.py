"""Responses that are made once and sent many times, and the order in which pages are rendered."""
