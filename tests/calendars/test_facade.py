"""The public names of the library."""

import calendars


def test_every_name_of_the_facade_is_there():
    """Each name in `__all__` can be imported, and stands there once."""
    assert len(set(calendars.__all__)) == len(calendars.__all__)
    assert all(hasattr(calendars, name) for name in calendars.__all__)
