"""The HTTP server: uvicorn, limits of connections and requests, metrics endpoint."""
