"""The methods about the bot itself and its updates: getMe, getUpdates, webhooks, close, logOut."""

from __future__ import annotations

from typing import Any

from .errors import ApiError
from .params import Params
from .text import Json
from .updates import WEBHOOK_CONFLICT
from .webhooks import Webhook, check_webhook
from .world import World

LONGEST_POLL = 50


async def get_me(world: World, params: Params) -> Json:
    return world.bot


async def get_updates(world: World, params: Params) -> list[Json]:
    if world.webhook is not None:
        raise ApiError(409, WEBHOOK_CONFLICT)
    world.queue.allow(params.strings("allowed_updates"))
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout = min(max(params.integer("timeout"), 0), LONGEST_POLL)
    return await world.queue.poll(params.integer("offset"), limit, timeout)


async def set_webhook(world: World, params: Params) -> bool:
    if not params.string("url"):
        return await delete_webhook(world, params)
    webhook = check_webhook(world, params)
    await _replace_webhook(world, params, webhook)
    world.queue.allow(params.strings("allowed_updates"))
    world.queue.interrupt("Conflict: terminated by setWebhook request")
    webhook.start()
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    await _replace_webhook(world, params, None)
    return True


async def _replace_webhook(world: World, params: Params, webhook: Webhook | None) -> None:
    if world.webhook is not None:
        await world.webhook.stop()
    world.webhook = webhook
    if params.flag("drop_pending_updates"):
        world.queue.drop_all()


async def get_webhook_info(world: World, params: Params) -> Json:
    pending = {"pending_update_count": len(world.queue)}
    if world.webhook is None:
        return {"url": "", "has_custom_certificate": False, **pending}
    return world.webhook.to_json() | pending


async def close(world: World, params: Params) -> bool:
    return True


async def log_out(world: World, params: Params) -> bool:
    world.logged_out = True
    return True


METHODS: dict[str, Any] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "close": close,
    "logOut": log_out,
}
