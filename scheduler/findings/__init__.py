"""What a person should look at, as values of a kind each. What is said of several at once is in `reports`."""
