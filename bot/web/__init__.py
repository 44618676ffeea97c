"""Templates, static files, headers and caches of the web pages."""
