// What everybody who uses `yaml` pays: read each file and parse it, nothing else.
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { filesBelow } from "./files.mjs";

for (const path of filesBelow(process.argv[2], (name) => name.endsWith(".yml"))) {
  parseDocument(readFileSync(path, "utf8"));
}
