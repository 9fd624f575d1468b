"""Facts of AWS that rules look up: limits, names, regions. Each with its source and the date it was read."""
