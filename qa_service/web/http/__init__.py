"""What every request goes through: its reading and limits, keys, rates, caching, problems, headers, logs, metrics."""
