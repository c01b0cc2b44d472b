"""Sites and places: what lies near, what is open, where somebody means, and how lists of others become ours."""
