"""From incidents and flow to expected calls, risk and peaks (DOMAIN F05, 5.1)."""
