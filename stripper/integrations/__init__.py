"""stripper inside engines that spread work over machines. Each module needs what it is named for."""
