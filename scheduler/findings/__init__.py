"""What a person should look at, as values. Words for them are in `reports`, for readers in catalogues."""
