// Preloaded into a process of ours: prints, at its end, what was loaded and how many bytes of which files were read.
const fs = require("node:fs");

const read = new Map();
const readFileSync = fs.readFileSync;
const readSync = fs.readSync;
const openSync = fs.openSync;
const opened = new Map();
/** Node reads whole files by the functions that are watched here too: those bytes count once. */
let inside = false;

fs.readFileSync = (path, ...rest) => {
  inside = true;
  let content;
  try {
    content = Reflect.apply(readFileSync, fs, [path, ...rest]);
  } finally {
    inside = false;
  }
  count(typeof path === "number" ? opened.get(path) : String(path), Buffer.byteLength(content));
  return content;
};
fs.openSync = (path, ...rest) => {
  const file = Reflect.apply(openSync, fs, [path, ...rest]);
  opened.set(file, String(path));
  return file;
};
fs.readSync = (file, ...rest) => {
  const bytes = Reflect.apply(readSync, fs, [file, ...rest]);
  if (!inside) count(opened.get(file), bytes);
  return bytes;
};

function count(path, bytes) {
  if (path !== undefined) read.set(path, (read.get(path) ?? 0) + bytes);
}

process.on("exit", () => {
  const loaded = Object.keys(require.cache).filter((path) => path !== __filename);
  fs.writeFileSync(process.env.BENCH_WATCH, JSON.stringify({ loaded, read: Object.fromEntries(read) }));
});
