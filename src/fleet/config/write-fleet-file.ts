import { UserError } from "../../user-error.ts";

/** Owners whose repositories the fleet has, by forge. */
export interface Owners {
  readonly github?: readonly string[];
  readonly gitlab?: readonly string[];
  readonly bitbucket?: readonly string[];
}

const OWNER = /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/;

/** A fleet file to begin with: what is usual is in it as comments. */
export function writeFleetFile(owners: Owners): string {
  const chosen = (["github", "gitlab", "bitbucket"] as const).flatMap((forge) => {
    const names = owners[forge] ?? [];
    return names.length === 0
      ? []
      : [`  ${forge}:\n${names.map((name) => `    - owner: ${checked(name)}\n`).join("")}`];
  });
  return `# yaml-language-server: $schema=https://unpkg.com/circlesec/schema/fleet.schema.json
# Which repositories circlesec repairs, and how: https://unpkg.com/circlesec/docs/fleet.md

select:
${chosen.length > 0 ? chosen.join("") : `  folders: [.]\n  # github:\n  #   - owner: acme\n`}  # exclude: ["*-archive"]
  # topics: [payments]
  # archived: false
  # forks: false

# Settings for repositories that have no .circlesec.yml of their own.
# settings: team.yml

# proposal:
#   branch: circlesec/authenticate-pulls
#   title: Authenticate pulls from Docker Hub
#   labels: [ci]
#   draft: true

# A few repositories first; the others once their checks are green.
# waves:
#   canary: 3
#   size: 25
#   wait: 60

# Where a token comes from, if not from GITHUB_TOKEN, GITLAB_TOKEN or BITBUCKET_TOKEN; never the token itself.
# hosts:
#   - host: git.example.com
#     forge: gitlab
#     token: {env: EXAMPLE_TOKEN}
`;
}

function checked(name: string): string {
  if (OWNER.test(name)) return name;
  throw new UserError("this is no name of an owner", { help: "Write it as the address of its page has it" });
}
