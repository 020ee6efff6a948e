"""What-if scenarios: a small TOML file of changes laid over a city folder (DOMAIN 5.8)."""
