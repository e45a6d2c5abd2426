"""UCI Online Retail: invoice lines of a gift shop with cancellations (Chen 2015, doi 10.24432/C5BW33, CC BY 4.0)."""
