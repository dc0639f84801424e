"""The names of the library."""

import calendars


def test_every_name_of_the_facade_is_there():
    """What `__all__` promises can be imported, and nothing is promised twice."""
    assert len(set(calendars.__all__)) == len(calendars.__all__)
    assert all(hasattr(calendars, name) for name in calendars.__all__)
