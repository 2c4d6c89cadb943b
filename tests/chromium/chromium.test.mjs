// Each case of cases/ twice: its HTML in Chromium, and its template through the renderer. Prints how alike the two are, and
// fails where they are less alike than thresholds.mjs asks. target/chromium/NAME.diff.png shows expected, actual and
// difference side by side.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { shapes, texts } from "./thresholds.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pictures = here("../../target/chromium");
const renderTemplate = process.env.RENDER_TEMPLATE || here("../../target/debug/examples/render_template");
const programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const size = { width: 600, height: 315 };

const names = readdirSync(here("cases"))
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.slice(0, -".yaml".length))
  .filter((name) => process.argv.length < 3 || process.argv.slice(2).includes(name));

rmSync(pictures, { recursive: true, force: true });
for (const folder of ["ours", "chromium"]) mkdirSync(join(pictures, folder), { recursive: true });

const templates = names.map((name) => here(`cases/${name}.yaml`));
const rendered = spawnSync(renderTemplate, [join(pictures, "ours"), ...templates], { stdio: "inherit" });
if (rendered.error) throw rendered.error;
if (rendered.status !== 0) process.exit(1);

const browser = await chromium.launch({
  executablePath: programs.find(existsSync),
  // Letters as the renderer draws them: unhinted, where they fall, in grey; colours as they are written.
  args: ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"],
});
const failed = [];
try {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
  const judge = await browser.newPage();
  await judge.goto("about:blank");
  await judge.addScriptTag({ path: here("compare.js") });
  console.log(`${"case".padEnd(22)} ${"SSIM".padStart(7)} ${"asked".padStart(7)} ${"least".padStart(7)} largest  lines a pixel off`);
  for (const name of names) {
    await page.goto(pathToFileURL(here(`cases/${name}.html`)).href);
    await page.evaluate(() => document.fonts.ready);
    const expected = await page.screenshot({ path: join(pictures, "chromium", `${name}.png`) });
    const actual = readFileSync(join(pictures, "ours", `${name}.png`));
    const url = (bytes) => `data:image/png;base64,${bytes.toString("base64")}`;
    const asked = shapes[name] ?? texts[name];
    if (asked === undefined) throw new Error(`thresholds.mjs has no ${name}`);
    const moves = name in texts ? [0, -1, 1] : [0];
    const result = await judge.evaluate(([a, b, moves]) => compare(a, b, moves), [url(expected), url(actual), moves]);
    if (result.mean < asked) failed.push(name);
    writeFileSync(join(pictures, `${name}.diff.png`), Buffer.from(result.picture.split(",")[1], "base64"));
    const verdict = result.mean < asked ? "  FAILED" : "";
    console.log(
      `${name.padEnd(22)} ${result.mean.toFixed(4)} ${asked.toFixed(4).padStart(8)} ${result.least.toFixed(4).padStart(7)} ` +
        `${String(result.largest).padStart(7)}  ${String(result.moved).padStart(17)}${verdict}`,
    );
  }
} finally {
  await browser.close();
}
if (failed.length > 0) {
  console.error(`less alike than asked: ${failed.map((name) => join(pictures, `${name}.diff.png`)).join(" ")}`);
  process.exit(1);
}
