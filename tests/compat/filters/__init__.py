"""One data set and random filters over it, alike on both servers."""
