"""The contents of each kind of page, as frozen values: they know no language and no HTML."""
