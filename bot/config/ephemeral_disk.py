"""Platforms that discard the disk of a service when it restarts."""

from collections.abc import Mapping

from flows.operator_text import Translatable

#: The variable that each platform sets in every service, and the platform. Some have volumes as well; whether one is
#: mounted at the data folder only the operator knows.
PLATFORMS = {
    "DYNO": "Heroku",
    "RENDER": "Render",
    "K_SERVICE": "Cloud Run",
    "RAILWAY_ENVIRONMENT": "Railway",
    "RAILWAY_ENVIRONMENT_NAME": "Railway",
    "FLY_APP_NAME": "Fly.io",
    "CONTAINER_APP_NAME": "Azure Container Apps",
}


def check_disk(environment: Mapping[str, str]) -> list[Translatable]:
    """Return a sentence where the data of a built-in database would be lost at the next restart; none elsewhere."""
    return [
        Translatable(
            "REDIS_URL: must be set on {platform} ({variable} is set), which discards the disk at each restart. "
            "Or set DATA_DIR to a folder on a mounted volume.",
            platform=platform,
            variable=variable,
        )
        for variable, platform in PLATFORMS.items()
        if environment.get(variable)
    ][:1]
