// Cases of templates, bindings, signed URLs and usage.

import assert from "node:assert/strict";

import { fromJson } from "@bufbuild/protobuf";

import * as api from "../../dist/node.js";
import { createPlacard, paginate } from "../../dist/node.js";
import { call, expectError, take } from "./check.mjs";
import { placard } from "./client.mjs";
import { ask, fetchUrl, stage } from "./stage.mjs";

export async function template({ template, new_source, wrong_source, problems, variables, output, after_delete }) {
  const { templates } = placard;
  const made = await call(placard, "CreateTemplate", { template });
  const { templateId, version } = made.template;
  assert.equal(version, 1);
  const source = (value) => ({ case: "source", value });
  const changed = await templates.updateTemplate({
    template: { templateId, content: source(new_source) },
    updateMask: { paths: ["source"] },
  });
  assert.equal(changed.template.version, 2);
  const versions = await take(paginate(templates.listTemplateVersions, { templateId, pageSize: 1 }));
  assert.deepEqual(versions.map((one) => one.version), [2, 1]);
  const judged = await templates.validateTemplate({ design: source(wrong_source) });
  assert.equal(judged.valid, false);
  assert.deepEqual(judged.problems.map(({ path }) => path), problems);
  assert.ok(judged.problems.every(({ reason, message }) => reason === api.ErrorReason.INVALID_TEMPLATE && message));
  const preview = fromJson(api.PreviewTemplateRequestSchema, { template: { template_id: templateId }, variables, output });
  const { image, ...answer } = await templates.previewTemplate(preview);
  assert.deepEqual([answer.width, answer.height, answer.contentType], [output.width, output.height, "image/png"]);
  assert.equal(Buffer.from(image.subarray(1, 4)).toString(), "PNG");
  await templates.deleteTemplate({ templateId });
  await expectError(templates.getTemplate({ templateId }), after_delete);
}

export async function binding({ binding, refreshes, after_delete }) {
  const { bindings } = placard;
  const feed = await ask(`${stage}/feeds`);
  const request = fromJson(api.CreateBindingRequestSchema, { binding: { ...binding, source: { url: feed.url } } });
  const made = await bindings.createBinding(request);
  const { bindingId, imageUrl: url } = made.binding;
  let before = "";
  for (const { feed: given, changed, data, expect } of refreshes) {
    await ask(feed.set, given);
    const refreshed = bindings.refreshBinding({ bindingId });
    if (expect) await expectError(refreshed, expect);
    else {
      const answer = await refreshed;
      assert.equal(answer.changed, changed);
      assert.deepEqual(answer.binding.data, data);
      assert.equal(answer.binding.imageUrl, url);
    }
    const { status, content_type, body } = await fetchUrl(url);
    assert.deepEqual([status, content_type], [200, "image/png"]);
    assert.equal(body !== before, changed ?? false);
    before = body;
  }
  const ids = (await take(paginate(bindings.listBindings, {}))).map((one) => one.bindingId);
  assert.ok(ids.includes(bindingId));
  await bindings.deleteBinding({ bindingId });
  assert.equal((await fetchUrl(url)).status, 404);
  await expectError(bindings.getBinding({ bindingId }), after_delete);
}

export async function sign_url({ request, expect, replace: [from, to], altered: other }) {
  const { url, expireTime } = await placard.renders.signRenderUrl(fromJson(api.SignRenderUrlRequestSchema, request));
  assert.ok(expireTime);
  const picture = await fetchUrl(url);
  assert.deepEqual([picture.status, picture.content_type], [expect.status, expect.content_type]);
  assert.ok(url.includes(from), url);
  const refusal = await fetchUrl(url.replace(from, to));
  assert.equal(refusal.status, other.status);
  assert.ok(Buffer.from(refusal.body, "base64").toString().startsWith(other.begins));
}

export async function usage({ workspace, requests: renders, one_more, expect, days, total }) {
  const made = await placard.workspace.createWorkspace(fromJson(api.CreateWorkspaceRequestSchema, { workspace }));
  const own = createPlacard({ apiKey: made.secret });
  for (const request of renders) await call(own, "Render", request);
  await expectError(call(own, "Render", one_more), expect);
  const used = await own.workspace.getUsage({});
  assert.equal(used.days.length, days);
  for (const usage of [used.total, used.days.at(-1).usage]) {
    assert.deepEqual([usage.renders, usage.cachedRenders, usage.credits].map(Number), [total.renders, total.cached_renders, total.credits]);
  }
  await placard.workspace.grantCredits({ workspaceId: made.workspace.workspaceId, credits: 1n });
  await call(own, "Render", one_more);
  own.close();
}
