"""The chat page: a front end for the browser, served on this machine."""
