"""Local services: where they are, when they are open, and where somebody is who looks for one."""
