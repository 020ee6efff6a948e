"""Roll-out (DOMAIN F29): phases, check-lists, mixed operation, road map and task list."""
