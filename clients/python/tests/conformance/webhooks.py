"""Cases of what the server sends."""

import base64

from check import call, equal, expect_error, refused
from google.protobuf import json_format
from placard import v1, verify_hex, verify_picture, verify_webhook
from stage import Inbox, now


def altered(body, place):
    other = bytearray(body)
    other[place] ^= 1
    return bytes(other)


async def subscribe(client, url, **more):
    given = {"url": url, "event_types": ["test"], **more}
    request = json_format.ParseDict({"subscription": given}, v1.CreateSubscriptionRequest())
    answer = await now(client.subscriptions.CreateSubscription(request))
    return answer.subscription.subscription_id, answer.secret


async def send_test(client, subscription_id, data=None):
    request = json_format.ParseDict({"subscription_id": subscription_id, **({"data": data} if data else {})}, v1.SendTestEventRequest())
    return (await now(client.subscriptions.SendTestEvent(request))).delivery_id


async def trigger(client, trigger, overrides, after_delete):
    inbox = await Inbox.start()
    request = json_format.ParseDict({"trigger": {**trigger, "url": inbox.url}}, v1.CreateTriggerRequest())
    made = await now(client.triggers.CreateTrigger(request))
    trigger_id = made.trigger.trigger_id
    fired = await call(client, "FireTrigger", {"trigger_id": trigger_id, "overrides": overrides, "wait": True})
    equal((fired.delivery_status, fired.content_type), (v1.DELIVERY_STATE_SUCCEEDED, "image/png"))
    headers, body = await inbox.take()
    equal(len(body), fired.image_size)
    verify_picture(body, headers, made.secret)
    refused("SIGNATURE", verify_picture, altered(body, -1), headers, made.secret)
    await now(client.triggers.DeleteTrigger(v1.DeleteTriggerRequest(trigger_id=trigger_id)))
    await expect_error(call(client, "FireTrigger", {"trigger_id": trigger_id}), after_delete)


async def webhook(client, event_types, metadata_filter, other_secret, request):
    inbox = await Inbox.start()
    wanted = {"event_types": event_types, "filter": {"metadata": metadata_filter}}
    subscription_id, secret = await subscribe(client, inbox.url, **wanted)
    made = (await call(client, "Render", request)).render
    headers, body = await inbox.take()
    event = verify_webhook(body, headers, secret)
    equal((event.type, event.id), ("render.completed", headers["webhook-id"]))
    assert event.timestamp.tzinfo and event.workspace_id.startswith("wsp_")
    equal((event.data["render_id"], event.data["url"]), (made.render_id, made.url))
    equal(event.data["metadata"], request["metadata"])
    refused("SIGNATURE", verify_webhook, altered(body, 20), headers, secret)
    refused("SIGNATURE", verify_webhook, body + b" ", headers, secret)
    refused("SIGNATURE", verify_webhook, body, headers, other_secret)
    await now(client.subscriptions.DeleteSubscription(v1.DeleteSubscriptionRequest(subscription_id=subscription_id)))


async def hexadecimal(client, signature, prefix, other_secret, data):
    inbox = await Inbox.start()
    subscription_id, secret = await subscribe(client, inbox.url, signature=signature)
    await send_test(client, subscription_id, data)
    headers, body = await inbox.take()
    value = headers["x-card-signature"]
    equal(verify_hex(body, value, secret, prefix)["data"], data)
    refused("SIGNATURE", verify_hex, altered(body, 20), value, secret, prefix)
    refused("SIGNATURE", verify_hex, body, value, other_secret, prefix)
    refused("SIGNATURE", verify_hex, body, value[:-1], secret, prefix)


async def verify_hexadecimal(client, message, reason):
    refused(reason, verify_hex, base64.b64decode(message["body"]), message["signature"], message["secret"])


async def verify(client, message, reason):
    parameters = base64.b64decode(message["body"]), message["headers"], message["secret"]
    if reason:
        refused(reason, verify_webhook, *parameters)
    else:
        equal(verify_webhook(*parameters).type, "test")


async def unicode(client, data, title, request):
    inbox = await Inbox.start()
    subscription_id, secret = await subscribe(client, inbox.url)
    await send_test(client, subscription_id, data)
    headers, body = await inbox.take()
    equal(verify_webhook(body, headers, secret).data, data)
    made = (await call(client, "Render", request)).render
    read = (await call(client, "GetRender", {"render_id": made.render_id})).render
    equal(dict(read.metadata), request["metadata"])
    assert title in read.alt_text, read.alt_text
