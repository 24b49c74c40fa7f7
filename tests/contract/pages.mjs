// The pages in a browser (Chromium): in English and Arabic, with and without JavaScript, by keyboard, live, and what axe
// finds. Arguments: the server, a client's id and secret, a token of the desk, and a folder for screenshots, if wanted.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const tools = createRequire(`${process.env.CONTRACT_TOOLS}/`);
const { chromium } = tools("playwright-core");
const axe = readFileSync(tools.resolve("axe-core/axe.min.js"), "utf8");
const [server, id, secret, desk, shots] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const complaints = [];

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en", ...options });
  const page = await context.newPage();
  page.on("console", (it) => it.type() === "error" && !/status of 4\d\d/.test(it.text()) && complaints.push(`${path}: ${it.text()}`));
  page.on("pageerror", (error) => complaints.push(`${path}: ${error.message}`));
  await page.goto(server + path);
  return page;
}

async function check(page, name) {
  // Pages' own scripts only: axe is put in by the debugger, past the Content-Security-Policy.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((it) => ["serious", "critical"].includes(it.impact));
  const told = grave.map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(told, [], `axe, ${name}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

async function report(code, body) {
  const answer = await fetch(`${server}/v1/presences/${code}/status-updates`, {
    method: "POST",
    headers: { authorization: `Bearer ${desk}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 201, await answer.text());
}

async function signIn(page) {
  await page.fill("input[name=id]", id);
  await page.fill("input[name=secret]", secret);
  await page.click("main button");
  await page.waitForURL(/\/office/);
}

const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
const begun = performance.now();
const tests = {
  async "the overview, a filter, the slider, the keyboard"() {
    const page = await open("/");
    assert.equal(await page.textContent("#total-presences"), "95");
    assert.equal(await page.textContent("#total-posts"), "44");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await Promise.all([page.waitForURL(/\/\?region=africa$/), page.selectOption("select[name=region]", "africa")]);
    const api = await (await fetch(`${server}/v1/presences?region=africa&limit=1`)).json();
    assert.equal(await page.textContent("#total-presences"), String(api.page.total));
    await Promise.all([page.waitForURL(/as_of=\d{4}-\d\d-\d\d/), page.locator("#slider").press("Home")]);
    assert.equal(await page.textContent("#total-presences"), "0");
    await Promise.all([page.waitForURL(/\/\?region=africa$/), page.locator("#slider").press("End")]);
    await Promise.all([page.waitForURL(/sort=-?status/), page.click("thead th:nth-child(5) a")]);
    assert.equal(await page.getAttribute("thead th:nth-child(5)", "aria-sort"), "ascending");
    await page.goto(`${server}/`);
    await Promise.all([page.waitForURL(/page=2/), page.click(".pages a[rel=next]")]);
    assert.match(await page.textContent(".pages"), /26–50 \/ 95/);
    await page.context().close();
  },

  async "the overview in Arabic, and the switch"() {
    const page = await open("/", { locale: "ar" });
    assert.equal(await page.getAttribute("html", "dir"), "rtl");
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("h1")).direction), "rtl");
    assert.match(await page.textContent("h1"), /الحضور الميداني/);
    await check(page, "home-ar-1280");
    await Promise.all([page.waitForURL(/lang=en/), page.click(".languages a[lang=en]")]);
    assert.equal(await page.getAttribute("html", "dir"), "ltr");
    await Promise.all([page.waitForURL(/\/presences\/.*lang=en/), page.click(".list tbody a")]);
    await page.context().close();
  },

  async "sign-in, a report in the form, live on another page"() {
    const overview = await open("/?country=KEN");
    await overview.waitForTimeout(500);
    const page = await open("/office/presences/ken-hra");
    await page.waitForURL(/\/sign-in/);
    await check(page, "sign-in-1280");
    await signIn(page);
    await page.waitForURL(/\/office\/presences\/ken-hra/);
    await check(page, "form-1280");
    await page.click("text=Suspended");
    await page.fill("textarea[name=note]", "The office is closed to the public.");
    await page.click("input[name=note_visibility][value=public]");
    await page.fill("input[name=effective_on]", "2999-01-01");
    await page.click("text=Send the report");
    await page.waitForSelector("#fault-effective_on");
    await check(page, "form-fault-1280");
    assert.equal(await page.inputValue("textarea[name=note]"), "The office is closed to the public.");
    await page.fill("input[name=effective_on]", "2024-06-18");
    await page.click("text=Send the report");
    await page.waitForURL(/done=\d+/);
    assert.match(await page.textContent(".notice"), /recorded as update \d+/);
    // The overview hears of it without being loaded again.
    await overview.waitForSelector(".list .status.suspended", { timeout: 5000 });
    assert.equal(await overview.textContent("#total-confirmed"), "1");
    await overview.waitForFunction(() => document.getElementById("news").textContent.includes("updated"));
    await overview.focus(".list tbody a");
    await report("ken-hra", { status: "active", effective_on: "2024-06-19" });
    await overview.waitForSelector(".list .status.active", { timeout: 5000 });
    assert.equal(await overview.evaluate(() => document.activeElement.getAttribute("href")), "/presences/ken-hra");
    await page.goto(`${server}/office`);
    await check(page, "office-1280");
    await page.goto(`${server}/office/import`);
    await check(page, "import-1280");
    const rows = "presence,post,status,effective_on\nken-hra,,suspended,2024-07-02\nper-hra,,active,2024-07-02\n";
    await page.setInputFiles("input[type=file]", { name: "june.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
    await page.click("button[value=try]");
    await page.waitForSelector("#report");
    await check(page, "import-report-1280");
    await page.goto(`${server}/presences/ken-hra`);
    assert.match(await page.textContent("#main"), /closed to the public/);
    await check(page, "presence-1280");
    await page.goto(`${server}/office?lang=ar`);
    await check(page, "office-ar-1280");
    await page.click(".session button");
    await page.waitForURL(`${server}/?lang=ar`);
    await page.goto(`${server}/office`);
    assert.match(page.url(), /sign-in/);
    await Promise.all([page.context().close(), overview.context().close()]);
  },

  async "without JavaScript"() {
    const page = await open("/", { javaScriptEnabled: false });
    await page.selectOption("select[name=type]", "regional_office");
    await page.click(".filters button");
    assert.equal(page.url(), `${server}/?type=regional_office`);
    assert.equal(await page.textContent("#total-presences"), "12");
    await page.fill("#as-of", "2020-01-01");
    await page.click(".filters button");
    assert.equal(await page.textContent("#total-presences"), "0");
    await page.goto(`${server}/office/posts/ken-hra-1`);
    await signIn(page);
    await page.click("text=Vacant");
    await page.click("text=Send the report");
    assert.match(await page.textContent(".notice"), /recorded as update \d+/);
    await page.context().close();
  },

  async "nothing grave is found, at phone and desktop width, light and dark"() {
    for (const [name, path, options] of [
      ["home-1280", "/", {}],
      ["home-dark-1280", "/", { colorScheme: "dark" }],
      ["home-390", "/", { viewport: { width: 390, height: 844 } }],
      ["home-ar-390", "/?lang=ar", { viewport: { width: 390, height: 844 } }],
      ["presence-390", "/presences/ken-hra", { viewport: { width: 390, height: 844 } }],
      ["presence-ar-dark-390", "/presences/ken-hra?lang=ar", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
      ["sign-in-dark-390", "/sign-in?lang=ru", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
      ["error-1280", "/nothing", {}],
    ]) {
      const page = await open(path, options);
      await check(page, name);
      await page.context().close();
    }
  },
};

try {
  for (const [name, test] of Object.entries(tests)) {
    await test();
    console.log(`  ${name} (${seconds()})`);
  }
  assert.deepEqual(complaints, [], "the browser complains");
} finally {
  await browser.close();
}
