/** Run in a process of its own: prints the milliseconds that a search takes, and what it found. */
import process from "node:process";
import { discover } from "../../src/io/discover.ts";
import { createDisk } from "../../src/io/disk.ts";
import { filesBelow } from "./files.mjs";

const [, , how, folder = ""] = process.argv;
const start = performance.now();
const found =
  how === "walk"
    ? filesBelow(folder, (name: string) => name === "config.yml").length
    : discover([folder], { cwd: process.cwd(), disk: createDisk() }).files.length;
process.stdout.write(`${performance.now() - start} ${found}`);
