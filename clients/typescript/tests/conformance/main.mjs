// The runner of this client: tests/clients/README.md says what it does.

import * as calls from "./calls.mjs";
import * as endings from "./endings.mjs";
import * as resources from "./resources.mjs";
import { cases } from "./stage.mjs";
import * as streams from "./streams.mjs";
import * as webhooks from "./webhooks.mjs";

const kinds = { ...calls, ...webhooks, ...streams, ...endings, ...resources };

for (const { case: name, kind, ...parameters } of cases) {
  let detail = "";
  try {
    await kinds[kind](parameters);
  } catch (error) {
    detail = String(error.stack);
  }
  console.log(JSON.stringify({ case: name, ok: !detail, detail }));
}
// Connections that are kept would keep the process.
process.exit(0);
