import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { marked } from "marked";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FleetReport } from "../../../src/fleet/report/fleet-report.ts";
import { reportHtml } from "../../../src/fleet/report/html.ts";
import { reportMarkdown } from "../../../src/fleet/report/markdown.ts";
import { Browser, CHROMIUM } from "./chromium.ts";
import { HOSTILE_REPOSITORIES, hostileLines } from "./hostile.ts";
import { reportOf, sampleReport } from "./sample.ts";

const PAGE = [...reportHtml(reportOf(hostileLines()))].join("");

describe("Markdown of a hostile fleet", () => {
  const html = marked.parse(reportMarkdown(reportOf(hostileLines())), { async: false });

  it("holds nothing but its own headings, lists, tables and code", () => {
    const own = ["h1", "h2", "p", "ul", "li", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"];
    const tags = new Set([...html.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, name = ""]) => name.toLowerCase()));
    expect([...tags].filter((tag) => !own.includes(tag))).toEqual([]);
  });

  it("mentions nobody and points at nothing", () => {
    const plain = html.replaceAll(/<code[^>]*>[^]*?<\/code>/g, "");
    expect(plain.match(/@\w|(?<!&)#\w/g)).toBeNull();
  });
});

describe("The page of a hostile fleet", () => {
  it("holds no markup but its own", () => {
    const [, body = ""] = PAGE.split("<body>");
    for (const tag of ["main", "section", "details", "summary", "pre", "ul", "li", "table", "svg", "form", "select"]) {
      const open = body.match(new RegExp(`<${tag}[ >]`, "g")) ?? [];
      expect.soft(body.match(new RegExp(`</${tag}>`, "g")) ?? [], tag).toHaveLength(open.length);
    }
    const own = [...body.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
    expect(own.filter((tag) => tag.startsWith("<script"))).toEqual(["<script>"]);
    expect(own.filter((tag) => /^<(?:img|style|base|iframe|object|meta|link)\b/i.test(tag))).toEqual([]);
    const attributes = own.flatMap((tag) =>
      [...tag.replaceAll(/"[^"]*"/g, "").matchAll(/\s([^\s=>/]+)/g)].map(([, name]) => name),
    );
    expect([...new Set(attributes)].filter((name) => /^(?:on|src|style|action|form)/i.test(name ?? ""))).toEqual([]);
  });

  it("leads nowhere but to the web and to itself", () => {
    for (const [, address = ""] of PAGE.matchAll(/href="([^"]*)"/g))
      expect(address).toMatch(/^(?:https?:\/\/|#change-\d+$)/);
  });

  it("shows controls and what reorders text as characters of their own", () => {
    expect(PAGE.match(/(?!\n)\p{Cc}|[\u2028\u2029\u202E\u2066]/gu)).toBeNull();
  });
});

it("holds a change once that many repositories share", () => {
  const page = [...reportHtml(sampleReport(400))].join("");
  const diffs = [...page.matchAll(/<pre class="diff"[^>]*>([^]*?)<\/pre>/g)].map(([, text]) => text);
  expect(new Set(diffs).size).toBe(diffs.length);
  expect(page.match(/class="shared"/g)?.length).toBeGreaterThan(30);
});

it("allows itself nothing but its own style and script", () => {
  const policy = /content="(default-src[^"]*)"/.exec(PAGE)?.[1];
  expect(policy?.replaceAll(/sha256-[\w+/]{43}=/g, "hash")).toBe(
    "default-src 'none'; style-src 'hash'; script-src 'hash'; base-uri 'none'; form-action 'none'",
  );
});

describe.skipIf(CHROMIUM === undefined)(
  "In Chromium, which is skipped where there is none",
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    const folder = mkdtempSync(join(tmpdir(), "circlesec-page-"));

    beforeAll(async () => {
      browser = await Browser.start(CHROMIUM ?? "");
    }, 60_000);
    afterAll(async () => {
      await browser.end();
      rmSync(folder, { recursive: true });
    }, 60_000);

    async function open(report: FleetReport): Promise<void> {
      const path = join(folder, "page.html");
      writeFileSync(path, [...reportHtml(report)].join(""));
      await browser.open(pathToFileURL(path).href);
    }
    const countShown = () =>
      browser.evaluate(`[...document.querySelectorAll("details.repository")].filter((row) => !row.hidden).length`);

    it("runs no script of a hostile fleet and asks nothing of the network, with everything open and clicked", async () => {
      await open(reportOf(hostileLines()));
      const title = await browser.evaluate("document.title");
      const rows = await browser.evaluate(`(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
      for (const button of document.querySelectorAll("button")) button.click();
      for (const node of document.querySelectorAll("main *")) node.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
      return document.querySelectorAll("details.repository").length;
    })()`);
      expect(rows).toBe(HOSTILE_REPOSITORIES);
      await browser.evaluate("new Promise((resolve) => setTimeout(resolve, 300))");
      expect(await browser.evaluate("document.title")).toBe(title);
      expect(title).toMatch(/^Registry credentials: /);
      expect(await browser.evaluate(`document.querySelectorAll("script, style, img, base").length`)).toBe(2);
      expect(browser.requests).toEqual([]);
      expect(browser.messages).toEqual([]);
    });

    it("notices a request and a script, were there one", async () => {
      const path = join(folder, "open.html");
      writeFileSync(path, `<title>a</title><img src="http://evil.test/x"><script>document.title = "taken"</script>`);
      await browser.open(pathToFileURL(path).href);
      expect(await browser.evaluate("document.title")).toBe("taken");
      expect(browser.requests.splice(0)).toContain("GET http://evil.test/x");
      browser.messages.splice(0);
    });

    it("filters by words and choices, sorts, and shows all again", async () => {
      const report = sampleReport(200);
      await open(report);
      const all = [...report.repositories()];
      await browser.evaluate(`(() => {
      const { elements } = document.getElementById("filter");
      elements.state.value = "open";
      elements.sort.value = "gap";
      elements.text.value = "PAYMENTS acme";
      elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    })()`);
      const wanted = all.filter(({ name, state }) => state === "open" && name.includes("payments"));
      expect(wanted.length).toBeGreaterThan(2);
      expect(await countShown()).toBe(wanted.length);
      const gaps = await browser.evaluate(
        `[...document.querySelectorAll("details.repository:not([hidden])")].map((row) => Number(row.dataset.gap))`,
      );
      expect(gaps).toEqual(wanted.map(({ pulls }) => pulls.all - pulls.now).toSorted((a, b) => b - a));
      await browser.evaluate(`document.querySelector("#filter [type=reset]").click()`);
      await browser.evaluate("new Promise((resolve) => setTimeout(resolve, 50))");
      expect(await countShown()).toBe(200);
    });

    it("opens a repository by keyboard, with a shared change in its place and in colour", async () => {
      await open(sampleReport(200));
      await browser.evaluate(`document.querySelector("details.repository:has(a.shared) > summary").focus()`);
      for (const type of ["keyDown", "keyUp"]) {
        await browser.send("Input.dispatchKeyEvent", {
          type,
          key: "Enter",
          code: "Enter",
          text: "\r",
          windowsVirtualKeyCode: 13,
        });
      }
      await browser.evaluate("new Promise((resolve) => setTimeout(resolve, 50))");
      expect(
        await browser.evaluate(`document.querySelector("details.repository[open] pre.diff .add")?.textContent`),
      ).toBe("+        auth:");
    });

    it("can be read as a whole without its script", async () => {
      await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
      await open(sampleReport(50));
      await browser.send("Emulation.setScriptExecutionDisabled", { value: false });
      expect(await countShown()).toBe(50);
      expect(await browser.evaluate(`document.getElementById("filter").hidden`)).toBe(true);
      const text = await browser.evaluate(`document.querySelector("pre.diff").textContent`);
      expect(text).toMatch(/^@@ /);
    });

    it("opens and filters 5,000 repositories at once", async () => {
      await open(sampleReport(5000));
      const [loaded, filtered] = (await browser.evaluate(`(() => {
      const [{ loadEventEnd }] = performance.getEntriesByType("navigation");
      const before = performance.now();
      const { text } = document.getElementById("filter").elements;
      text.value = "payments";
      text.dispatchEvent(new Event("input", { bubbles: true }));
      document.body.offsetHeight;
      return [loadEventEnd, performance.now() - before];
    })()`)) as [number, number];
      // Far above what it takes: these are bounds for a busy machine.
      expect(loaded).toBeLessThan(8000);
      expect(filtered).toBeLessThan(2000);
      expect(await countShown()).toBeGreaterThan(500);
    });
  },
);
