import { escapeHtml, inlineHtml, scrolling } from "../../reporters/html-text.ts";
import { describeStep } from "../../reporters/setup.ts";
import type { FleetPrerequisite } from "../plan.ts";
import { repositories } from "./wording.ts";

/** What to set up once for all, with the commands for it and who needs it. */
export function needsHtml(prerequisites: readonly FleetPrerequisite[]): string[] {
  if (prerequisites.length === 0) return [];
  return ["<section><h2>What to set up once</h2>", ...prerequisites.flatMap(needHtml), "</section>"];
}

function needHtml({ setup, repositories: names }: FleetPrerequisite): string[] {
  const { text, commands } = describeStep({ path: names[0] ?? "", setup });
  const block =
    commands.length === 0
      ? []
      : [
          '<div class="copied"><button type="button" class="copy" hidden>Copy</button>',
          `${scrolling("commands", "Commands", commands.map(escapeHtml).join("\n"))}</div>`,
        ];
  return [
    `<article class="need"><h3>${inlineHtml(text)}</h3>`,
    ...block,
    `<details><summary>${repositories(names.length)}</summary><p>${names.map(escapeHtml).join(", ")}</p></details></article>`,
  ];
}
