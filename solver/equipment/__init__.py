"""Who carries which radio, recorder and terminal, and which crew drives which vehicle."""
