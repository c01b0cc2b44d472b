"""Our sites in the forms that others read, made so that importing them again gives the same sites."""
