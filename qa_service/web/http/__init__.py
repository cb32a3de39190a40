"""What every request passes: parsing and limits, keys, rate limits, caching, problems, headers, logs, metrics."""
