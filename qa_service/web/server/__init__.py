"""Gunicorn as the service runs it: its worker, buffers, settings, logs, counters shared by the workers."""
