"""The web: the Flask application, its API, its pages and the server around it. Only this package imports Flask."""
