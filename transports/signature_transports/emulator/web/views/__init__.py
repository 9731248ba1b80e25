"""The values that the pages display. The templates contain only the layout."""
