"""How a file of orders comes in, the same for console, desk and jobs: told from its content, shown, brought in."""
