"""The public names of the library."""

import calendars


def test_every_name_of_the_facade_is_there():
    assert len(set(calendars.__all__)) == len(calendars.__all__)
    assert all(hasattr(calendars, name) for name in calendars.__all__)
