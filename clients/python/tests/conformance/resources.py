"""Cases of templates, bindings, signed URLs and usage."""

import base64

from check import call, equal, expect_error
from google.protobuf import json_format
from placard import v1
from stage import Client, ask, each, fetch, now, paginate, setup


async def template(client, template, new_source, wrong_source, problems, variables, output, after_delete):
    templates = client.templates
    made = (await call(client, "CreateTemplate", {"template": template})).template
    equal(made.version, 1)
    template_id = made.template_id
    change = {"template": {"template_id": template_id, "source": new_source}, "update_mask": "source"}
    changed = await now(templates.UpdateTemplate(json_format.ParseDict(change, v1.UpdateTemplateRequest())))
    equal(changed.template.version, 2)
    asked = v1.ListTemplateVersionsRequest(template_id=template_id, page_size=1)
    versions = paginate(templates.ListTemplateVersions, asked)
    equal([one.version async for one in each(versions)], [2, 1])
    judged = await now(templates.ValidateTemplate(v1.ValidateTemplateRequest(source=wrong_source)))
    assert not judged.valid
    equal([problem.path for problem in judged.problems], problems)
    for problem in judged.problems:
        assert problem.reason == v1.ERROR_REASON_INVALID_TEMPLATE and problem.message
    given = {"template": {"template_id": template_id}, "variables": variables, "output": output}
    preview = await now(templates.PreviewTemplate(json_format.ParseDict(given, v1.PreviewTemplateRequest())))
    found = (preview.width, preview.height, preview.content_type)
    equal(found, (output["width"], output["height"], "image/png"))
    equal(preview.image[1:4], b"PNG")
    await now(templates.DeleteTemplate(v1.DeleteTemplateRequest(template_id=template_id)))

    async def read():
        await now(templates.GetTemplate(v1.GetTemplateRequest(template_id=template_id)))

    await expect_error(read(), after_delete)


async def binding(client, binding, refreshes, after_delete):
    feed = await ask(f"{setup['stage']}/feeds")
    given = {"binding": {**binding, "source": {"url": feed["url"]}}}
    made = await now(client.bindings.CreateBinding(json_format.ParseDict(given, v1.CreateBindingRequest())))
    binding_id, url = made.binding.binding_id, made.binding.image_url

    async def refreshed():
        return await now(client.bindings.RefreshBinding(v1.RefreshBindingRequest(binding_id=binding_id)))

    before = ""
    for refresh in refreshes:
        await ask(feed["set"], refresh["feed"])
        if "expect" in refresh:
            await expect_error(refreshed(), refresh["expect"])
        else:
            answer = await refreshed()
            equal((answer.changed, answer.binding.image_url), (refresh["changed"], url))
            equal(json_format.MessageToDict(answer.binding.data), refresh["data"])
        picture = await fetch(url)
        equal((picture["status"], picture["content_type"]), (200, "image/png"))
        equal(picture["body"] != before, refresh.get("changed", False))
        before = picture["body"]
    listed = each(paginate(client.bindings.ListBindings, v1.ListBindingsRequest()))
    assert binding_id in [one.binding_id async for one in listed]
    await now(client.bindings.DeleteBinding(v1.DeleteBindingRequest(binding_id=binding_id)))
    equal((await fetch(url))["status"], 404)

    async def read():
        await now(client.bindings.GetBinding(v1.GetBindingRequest(binding_id=binding_id)))

    await expect_error(read(), after_delete)


async def sign_url(client, request, expect, replace, altered):
    signed = await now(client.renders.SignRenderUrl(json_format.ParseDict(request, v1.SignRenderUrlRequest())))
    assert signed.HasField("expire_time")
    picture = await fetch(signed.url)
    equal((picture["status"], picture["content_type"]), (expect["status"], expect["content_type"]))
    assert replace[0] in signed.url, signed.url
    refusal = await fetch(signed.url.replace(*replace))
    equal(refusal["status"], altered["status"])
    assert base64.b64decode(refusal["body"]).decode().startswith(altered["begins"])


async def usage(client, workspace, requests, one_more, expect, days, total):
    given = json_format.ParseDict({"workspace": workspace}, v1.CreateWorkspaceRequest())
    made = await now(client.workspace.CreateWorkspace(given))
    own = Client(api_key=made.secret)
    for request in requests:
        await call(own, "Render", request)
    await expect_error(call(own, "Render", one_more), expect)
    used = await now(own.workspace.GetUsage(v1.GetUsageRequest()))
    equal(len(used.days), days)
    for told in (used.total, used.days[-1].usage):
        equal({name: getattr(told, name) for name in total}, total)
    grant = v1.GrantCreditsRequest(workspace_id=made.workspace.workspace_id, credits=1)
    await now(client.workspace.GrantCredits(grant))
    await call(own, "Render", one_more)
    await now(own.close())
