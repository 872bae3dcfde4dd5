import type { Log } from "sarif";
import type { FormatName } from "../../src/reporters/formats.ts";
import type { Report } from "../../src/reporters/json.ts";

/** A finding as a report tells it; what the format has no place for is absent. */
export interface Told {
  readonly rule: string;
  readonly line: number;
  readonly path?: string | undefined;
  readonly severity?: string | undefined;
  readonly message?: string | undefined;
}

function unescapeXml(text = ""): string {
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal ?? hex) return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
    return named[name] ?? whole;
  });
}

function attribute(tag: string, name: string): string {
  return unescapeXml(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]);
}

function decodeCommand(text = ""): string {
  return text
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%25", "%");
}

const READERS: Readonly<Record<FormatName, (report: string) => Told[]>> = {
  pretty: (report) =>
    [...report.matchAll(/^(.+):(\d+):\d+ (error|warning|info) (\S+)$/gm)].map(([, path, line, severity, rule]) => ({
      path,
      line: Number(line),
      severity,
      rule: rule ?? "",
    })),
  concise: (report) =>
    [...report.matchAll(/^(.+?):(\d+):\d+: (error|warning|info) (\S+) (.*)$/gm)].map(
      ([, path, line, severity, rule = "", message]) => ({ path, line: Number(line), severity, rule, message }),
    ),
  json: (report) => {
    const { findings }: Report = JSON.parse(report);
    return findings.map(({ path, range, severity, rule }) => ({ path, line: range.start.line, severity, rule }));
  },
  jsonl: (report) =>
    report
      .trimEnd()
      .split("\n")
      .map((line): Report["findings"][number] & { type: string } => JSON.parse(line))
      .filter(({ type }) => type === "finding")
      .map(({ path, range, severity, rule }) => ({ path, line: range.start.line, severity, rule })),
  sarif: (report) => {
    const { runs }: Log = JSON.parse(report);
    return (runs[0]?.results ?? []).map(({ ruleId, locations, properties }) => {
      const place = locations?.[0]?.physicalLocation;
      return {
        path: decodeURIComponent(place?.artifactLocation?.uri ?? ""),
        line: place?.region?.startLine ?? 0,
        rule: ruleId ?? "",
        severity: properties?.["severity"],
        message: properties?.["message"],
      };
    });
  },
  junit: (report) =>
    [...report.matchAll(/(<testcase [^>]*>)\n\s*(<failure [^>]*>)/g)].map(([, test = "", failure = ""]) => {
      const [, rule = "", message] = /^([\w-]+): ([^]*)$/.exec(attribute(test, "name")) ?? [];
      const severity = attribute(failure, "type");
      return { path: attribute(test, "file"), line: Number(attribute(test, "line")), rule, message, severity };
    }),
  github: (report) =>
    report
      .split("\n")
      .filter((line) => line !== "" && !line.includes("title=circlesec failed"))
      .map((line) => {
        const [, level = "", properties = "", data] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
        const get = (name: string): string =>
          decodeCommand(new RegExp(`(?:^|,)${name}=([^,]*)`).exec(properties)?.[1] ?? "");
        const message = decodeCommand(data).split("\n")[0];
        const severity = level === "notice" ? "info" : level;
        return { path: get("file"), line: Number(get("line")), rule: get("title"), severity, message };
      }),
  gitlab: (report) => {
    interface Issue {
      readonly description: string;
      readonly check_name: string;
      readonly severity: string;
      readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
    }
    const names: Record<string, string> = { critical: "error", major: "warning", info: "info" };
    return JSON.parse(report).map(({ description, check_name, severity, location: { path, lines } }: Issue) => ({
      path,
      line: lines.begin,
      rule: check_name,
      severity: names[severity],
      message: description,
    }));
  },
  rdjson: (report) => {
    interface Diagnostic {
      readonly message: string;
      readonly severity: string;
      readonly code: { readonly value: string };
      readonly location: { readonly path: string; readonly range: { readonly start: { readonly line: number } } };
    }
    return JSON.parse(report).diagnostics.map(({ message, severity, code, location }: Diagnostic) => ({
      path: location.path,
      line: location.range.start.line,
      rule: code.value,
      severity: severity.toLowerCase(),
      message: message.split("\n")[0],
    }));
  },
  checkstyle: (report) =>
    [...report.matchAll(/<file [^>]*>|<error [^>]*>/g)].reduce<{ path: string; told: Told[] }>(
      ({ path, told }, [tag]) => {
        if (tag.startsWith("<file")) return { path: attribute(tag, "name"), told };
        const rule = attribute(tag, "source").replace(/^circlesec\./, "");
        const [severity, message] = [attribute(tag, "severity"), attribute(tag, "message")];
        return { path, told: [...told, { path, line: Number(attribute(tag, "line")), rule, severity, message }] };
      },
      { path: "", told: [] },
    ).told,
  markdown: (report) =>
    [...report.matchAll(/^- \*\*(error|warning|info)\*\* line (\d+), .*\(`([\w-]+)`\)$/gm)].map(
      ([, severity, line, rule = ""]) => ({ line: Number(line), severity, rule }),
    ),
  html: (report) =>
    [...report.matchAll(/<article [^>]*>|<p class="place"><code>(.*?):(\d+):\d+<\/code>/g)].flatMap(
      ([tag, path, line], index, all) => {
        const [article = ""] = all[index - 1] ?? [];
        if (tag.startsWith("<article")) return [];
        const [rule, severity] = [attribute(article, "data-rule"), attribute(article, "data-severity")];
        return [{ path: unescapeXml(path), line: Number(line), rule, severity }];
      },
    ),
};

/** The findings that a report tells, in its order. */
export function toldBy(format: FormatName, report: string): Told[] {
  return READERS[format](report);
}
