"""What the jobs of the scheduler and the workers work with, out of the service."""

from app.service import Service
from app.storage.pictures import redrawn_if_possible
from scheduler.jobs import World
from scheduler.media import Shelf


def world_of(service: Service) -> World:
    settings = service.settings
    return World(
        db=service.db,
        rules=service.rules,
        places=service.places,
        gateway=service.gateway,
        text_check=service.text_check,
        media_source=service.media,
        shelf=Shelf(service.files, redrawn_if_possible),
        media_check=service.media_check,
        deliveries_in_parallel=max(1, settings.schedule.deliveries_in_parallel // settings.server.workers),
    )
