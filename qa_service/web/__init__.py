"""The web: the Flask application, its API, its pages and its problems. Only this package imports Flask."""
