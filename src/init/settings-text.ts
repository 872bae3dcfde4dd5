import { chooseCredential, usersOf } from "../fixes/credential.ts";
import type { Config } from "../model/index.ts";

const SCHEMA = "https://unpkg.com/circlesec/schema/settings.schema.json";

/**
 * A settings file that says what configs of a repository do: the context and the variables of Docker Hub's credential, those
 * of the first config for all, and what others do otherwise as overrides. `pathOf`: from the folder of the settings.
 */
export function writeSettings(configs: readonly Config[], pathOf: (config: Config) => string): string {
  const idioms = configs.flatMap((config) => {
    const idiom = idiomOf(config);
    return idiom === undefined ? [] : [{ path: pathOf(config), idiom }];
  });
  const [first, ...others] = idioms;
  const head = `# yaml-language-server: $schema=${SCHEMA}\n`;
  if (!first)
    return `${head}# No config here shows how it authenticates with Docker Hub; see \`dockerHub\` in the documentation.\nextends: recommended\n`;
  const different = others.filter(({ idiom }) => idiom.join("\n") !== first.idiom.join("\n"));
  const overrides = different.flatMap(({ path, idiom }) => [
    `  - files: [${JSON.stringify(`/${path}`)}]`,
    "    dockerHub:",
    ...idiom.map((line) => `      ${line}`),
  ]);
  return [
    `${head}extends: recommended`,
    `# As in ${first.path}.`,
    "dockerHub:",
    ...first.idiom.map((line) => `  ${line}`),
    ...(overrides.length > 0 ? ["overrides:", ...overrides] : []),
    "",
  ].join("\n");
}

/** The keys of `dockerHub` that a config shows, as lines; `undefined` for one that does not use such a credential. */
function idiomOf(config: Config): string[] | undefined {
  const { username, password, context, variables } = chooseCredential(config, {});
  const group = usersOf(config, variables);
  if (!group?.onDockerHub) return undefined;
  return [
    context === undefined ? "source: project" : `context: ${JSON.stringify(context)}`,
    ...(username.startsWith("$") ? [`username: ${bare(username)}`] : []),
    ...(password.startsWith("$") ? [`token: ${bare(password)}`] : []),
  ];
}

function bare(reference: string): string {
  return reference.replaceAll(/[${}]/g, "");
}
