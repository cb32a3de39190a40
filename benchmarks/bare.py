"""A Flask endpoint that only answers the same bytes: `gunicorn benchmarks.bare:app`, BARE_BYTES names them."""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask(__name__)
_answer = Path(os.environ.get("BARE_BYTES", __file__)).read_bytes()


@app.route("/ask", methods=["GET", "POST"])
def ask() -> Response:
    return Response(_answer, mimetype="application/json")
