"""Make a month's pages and put them in place: plan, execute, render, gate, swap."""
