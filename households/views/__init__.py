"""Pages of houses, families, surveys and repairs; a module for each topic."""
