"""One Django app for each capability of the trade; they never import each other."""
