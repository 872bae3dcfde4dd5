import { once } from "../once.ts";

/** Programs that handle images. */
const PROGRAMS =
  "podman nerdctl buildah skopeo crane gcrane kaniko minikube k3d earthly localstack supabase trivy grype syft snyk packer tilt skaffold dagger".split(
    " ",
  );
/** Programs whose names are common words, with what makes them handle images. */
const CALLS =
  "kind create, kind build, pack build, sam build, circleci local, ko apply, ko build, ko create, ko publish, ko resolve".split(
    ", ",
  );
const HINTS = [...PROGRAMS, ...CALLS];
const ACT = /(?:^|[\s;&|])act(?:\s|$)/m;

const anyCall = once(() => new RegExp(String.raw`\b(?:${PROGRAMS.join("|")})\b|\b(?:${CALLS.join("|")})`));

/**
 * Whether a script names a program that handles images: a quick look before it is parsed. Texts are searched for the words first,
 * because V8 takes longer to make the expression of a process than most files take to be linted.
 */
export function handlesImages(text: string): boolean {
  if (text.includes("docker")) return true;
  if (HINTS.some((hint) => text.includes(hint)) && anyCall().test(text)) return true;
  return text.includes("act") && ACT.test(text);
}
