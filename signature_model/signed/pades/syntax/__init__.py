"""The syntax of an update of a PDF: it counts only if all readers find the same objects in it."""
