"""How fast tapstack is, as ratios that hold on any machine: `make bench`."""
