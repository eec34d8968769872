"""Admin pages about comments, replies and story ideas."""
