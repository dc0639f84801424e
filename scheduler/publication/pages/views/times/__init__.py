"""Times that need more than one meeting or revision: what is over, first published times, changes of hour."""
