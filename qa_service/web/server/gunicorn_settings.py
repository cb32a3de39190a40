"""How gunicorn runs the service, under `qa-service serve` and `gunicorn wsgi:app` alike; why, is told at each line."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from qa_service.settings import Settings
from qa_service.web.server.gunicorn_logs import DiscreetLogger
from qa_service.web.server.malloc_arena import share_one_arena
from qa_service.web.server.worker import GatheringWorker

BACKLOG = 2048
"""Connections that the kernel keeps while none is accepted."""

LONGEST_UPLOAD_BYTES = 32_000_000
"""Of a file that a maintainer sends: half of what all arriving requests together may hold (worker.py)."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file without a name in it


def _begun(_server: Any, _worker: Any) -> None:
    """What a worker does first, while it has one thread."""
    share_one_arena()


def _takes_files(folder: Path) -> bool:
    """Whether a file can be made there; containers may have the folder read-only or without a place left in it."""
    try:
        NamedTemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def gunicorn_settings(settings: Settings) -> dict[str, Any]:
    """The settings of gunicorn by name, without the address."""
    return {
        "worker_class": type(
            "Worker",
            (GatheringWorker,),
            {
                "longest_body_bytes": settings.max_body_bytes,
                "longest_file_bytes": min(settings.max_file_bytes, LONGEST_UPLOAD_BYTES),
            },
        ),
        "workers": settings.workers,
        "threads": settings.threads,
        # A question of 1000 Arabic letters is 6000 bytes in `GET /ask?q=`; gunicorn's own 4094 would refuse it.
        "limit_request_line": 8190,  # the most it takes
        "limit_request_fields": 64,  # browsers and proxies send some thirty
        "limit_request_field_size": 8190,
        # Open connections of one worker, idle ones included; below the 1024 open files that a process often may have.
        "worker_connections": 800,
        "backlog": BACKLOG,
        # Longer than a proxy keeps connections unused by default would be in vain, shorter costs readers handshakes.
        "keepalive": 15,
        # A worker whose main loop gives no sign is replaced; a slow question holds a thread and not the loop.
        "timeout": 30,
        # After SIGTERM requests in flight may take as long; a question has its own limit far below, and all of it is
        # over within the ten seconds that containers are given.
        "graceful_timeout": 8,
        # The sign of life is a file's time: on a disk that hangs workers would be taken for dead.
        **({"worker_tmp_dir": str(_MEMORY)} if _takes_files(_MEMORY) else {}),
        # A file goes to a slow client as any answer does (response_buffer.py), not from the kernel in a thread.
        "sendfile": False,
        # gunicorn trusts whatever connects from this machine; of the scheme the application decides (gate.py).
        "secure_scheme_headers": {},
        "forwarder_headers": "SCRIPT_NAME" if settings.trusted_proxies else "",
        "loglevel": settings.log_level,
        "logger_class": type("Logger", (DiscreetLogger,), {"as_json": settings.log_format == "json"}),
        "post_fork": _begun,
        "proc_name": "qa-service",
        "control_socket_disable": True,  # a second way in that nothing here needs
    }
