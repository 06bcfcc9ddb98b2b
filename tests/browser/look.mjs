// Opens pages in Chromium and prints what it saw: look.mjs MODULES < scenes.json > seen.json
//
// A scene is {url, width, height, dark, choose, open, axe, pdf, shot, count}: choose is the id
// of a button to press, open opens every <details>, count is a selector whose elements are waited
// for and counted, shot and pdf are paths to write to.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const require = createRequire(process.argv[2] + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
const [UPRIGHT, ACROSS] = [703, 1032]; // pixels of A4 less margins of 12 mm

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
  ],
});

async function look(scene) {
  const context = await browser.newContext({
    viewport: { width: scene.width ?? 1280, height: scene.height ?? 900 },
    colorScheme: scene.dark ? "dark" : "light",
  });
  const page = await context.newPage();
  const seen = { errors: [], requests: [] };
  page.on("console", (said) => {
    if (["error", "warning"].includes(said.type())) seen.errors.push(said.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
  await page.goto(scene.url, { waitUntil: "load" });
  if (scene.choose) await page.check("#" + scene.choose);
  if (scene.open) await page.$$eval("details", (all) => all.forEach((one) => (one.open = true)));
  if (scene.count) {
    await page.waitForSelector(scene.count, { timeout: 20000 });
    seen.count = await page.locator(scene.count).count();
  }
  seen.shown = await page.evaluate(spoken);
  seen.wider = await page.evaluate(wider);
  if (scene.axe) seen.violations = await judged(page);
  if (scene.pdf) {
    await page.emulateMedia({ media: "print" });
    seen.printed = pages(await page.pdf({ path: scene.pdf, format: "A4" }));
    await page.setViewportSize({ width: UPRIGHT, height: 1000 });
    seen.onpaper = {
      ...(await page.evaluate(spoken)),
      cut: await page.evaluate(cut, [UPRIGHT, ACROSS]),
      buttons: await page.locator("input:visible, button:visible").count(),
    };
  }
  if (scene.shot) {
    const picture = await page.screenshot();
    writeFileSync(scene.shot, picture);
    seen.picture = createHash("sha256").update(picture).digest("hex");
    seen.ink = await ink(context, picture);
  }
  await context.close();
  return seen;
}

// How many elements of each language are visible and say something.
function spoken() {
  const visible = (one) => one !== document.documentElement && one.checkVisibility();
  const count = (language) => [...document.querySelectorAll(`[lang="${language}"]`)]
    .filter((one) => visible(one) && one.textContent.trim()).length;
  return { zh: count("zh-Hans"), en: count("en") };
}

// By how many pixels the page is wider than its window.
function wider() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

// What is wider than its sheet; a sheet with a name of its own lies across.
function cut([upright, across]) {
  const named = (one) => one && (getComputedStyle(one).page !== "auto" || named(one.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.checkVisibility() && !one.closest("svg *"))
    .filter((one) => one.getBoundingClientRect().right > (named(one) ? across : upright) + 1)
    .slice(0, 5).map((one) => `${one.tagName}.${one.className} “${one.textContent.slice(0, 40)}”`);
}

async function judged(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(
    (values) => window.axe.run(document, {
      runOnly: { type: "tag", values }, resultTypes: ["violations"],
      preload: false, // it would fetch style sheets, which a page opened from disk cannot
    }),
    RULES,
  );
  return found.violations.map(({ id, impact, help, nodes }) => ({
    id, impact, help, times: nodes.length,
    where: nodes.slice(0, 5).map((one) => `${one.target.join(" ")}: ${one.failureSummary}`),
  }));
}

function pages(pdf) {
  return (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
}

// The share of a picture that is not of its commonest colour.
async function ink(context, picture) {
  const page = await context.newPage();
  const share = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    const times = new Map();
    for (const colour of new Uint32Array(data.buffer)) {
      times.set(colour, (times.get(colour) ?? 0) + 1);
    }
    return 1 - Math.max(...times.values()) / (image.width * image.height);
  }, "data:image/png;base64," + picture.toString("base64"));
  await page.close();
  return share;
}

const scenes = JSON.parse(readFileSync(0, "utf8"));
const seen = [];
let next = 0;
async function work() {
  while (next < scenes.length) {
    const mine = next++;
    seen[mine] = await look(scenes[mine]);
  }
}
await Promise.all([work(), work()]);
await browser.close();
process.stdout.write(JSON.stringify(seen));
