"""How a library of each older version becomes one of the next; applied when it is opened."""
