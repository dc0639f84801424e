"""Which occurrence stands in which feed, in which words and bytes."""
