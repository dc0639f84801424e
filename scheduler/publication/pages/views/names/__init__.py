"""Many names: some of them and a number, or all of them on several pages in the order of the alphabet."""
