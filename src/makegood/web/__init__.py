"""What the faces share: the request's unit and time, refusals, forms, uploads, looks, documents."""
