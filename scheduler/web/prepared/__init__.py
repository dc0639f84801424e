"""Responses that are made once and sent many times."""
