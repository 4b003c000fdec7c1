"""Letters: what mail programs, servers and readers get of an edition."""
