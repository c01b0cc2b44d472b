"""Sites and places: what lies near, what is open, and how lists of others become ours."""
