"""One process, one loop: keeps the store right and answers from the site for as long as it runs."""
