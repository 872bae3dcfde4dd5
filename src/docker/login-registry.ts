import type { Login } from "./login.ts";

const HUB = new Set(["", "docker.io", "https://index.docker.io/v1/", "index.docker.io", "registry-1.docker.io"]);

/** The host that a login names; empty where there is none or a variable tells. */
export function hostOfLogin({ server }: Login): string {
  return (server?.value ?? "").replace(/^[a-z]+:\/\//, "").replace(/[/:].*$/, "");
}

/** True for a login to Docker Hub; a server that only a variable tells is not one. */
export function isDockerHub({ client, server }: Login): boolean {
  const text = server === undefined ? "" : server.value;
  return text !== undefined && HUB.has(text) && (text !== "" || client === "docker" || client === "nerdctl");
}
