"""The methods of this portal by topic; reading this package registers them all."""

from indicators.measures import economy, education, health, housing, people, posyandu, poverty, proxy, slum

__all__ = ["economy", "education", "health", "housing", "people", "posyandu", "poverty", "proxy", "slum"]
