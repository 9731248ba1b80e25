"""The syntax of an update of a PDF: an update is accepted only if all readers find the same objects in it."""
