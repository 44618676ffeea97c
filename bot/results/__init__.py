"""Result pages, portfolio pages, their files and exported data over HTTP."""
