"""Empty: dg asks for this folder; the definitions are in `pipelines.definitions`."""
