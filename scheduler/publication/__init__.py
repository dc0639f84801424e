"""What each reader is shown: occurrences in words, pieces in feeds, feeds in a site. Pure."""
