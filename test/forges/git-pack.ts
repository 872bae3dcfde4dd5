import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

/** An object that goes into a pack. */
export interface PackedObject {
  readonly kind: "blob" | "tree" | "commit";
  readonly oid: string;
  readonly bytes: Buffer;
}

const KINDS = { commit: 1, tree: 2, blob: 3 } as const;
const MAGIC = Buffer.from("ff744f6300000002", "hex");
/** By object: the same files are in many repositories. */
const DEFLATED = new Map<string, Buffer>();

/** Writes a pack and its index (gitformat-pack, version 2 of both) as `pack-<name>.pack` and `.idx` of a folder. */
export function writePack(folder: string, objects: readonly PackedObject[]): void {
  const sorted = objects.toSorted((a, b) => (a.oid < b.oid ? -1 : 1));
  const pieces = [Buffer.concat([Buffer.from("PACK"), numbers([2, sorted.length])])];
  let at = 12;
  const places = sorted.map((object) => {
    const piece = Buffer.concat([headOf(object), deflate(object)]);
    const place = { oid: object.oid, offset: at, sum: crc32(piece) };
    pieces.push(piece);
    at += piece.length;
    return place;
  });
  const pack = signed(Buffer.concat(pieces));
  const end = pack.subarray(-20);
  const fanout = Array.from({ length: 256 }, (_, first) => places.filter(({ oid }) => parseByte(oid) <= first).length);
  const index = signed(
    Buffer.concat([
      MAGIC,
      numbers(fanout),
      ...places.map(({ oid }) => Buffer.from(oid, "hex")),
      numbers(places.map(({ sum }) => sum)),
      numbers(places.map(({ offset }) => offset)),
      end,
    ]),
  );
  const name = `${folder}/pack-${end.toString("hex")}`;
  writeFileSync(`${name}.pack`, pack);
  writeFileSync(`${name}.idx`, index);
}

function parseByte(oid: string): number {
  return Number.parseInt(oid.slice(0, 2), 16);
}

/** Kind and size: four bits of it, then seven at a time, the lowest first. */
function headOf({ kind, bytes }: PackedObject): Buffer {
  const head: number[] = [];
  let byte = (KINDS[kind] << 4) | (bytes.length & 15);
  for (let left = Math.floor(bytes.length / 16); left > 0; left = Math.floor(left / 128)) {
    head.push(byte | 128);
    byte = left & 127;
  }
  return Buffer.from([...head, byte]);
}

function deflate({ oid, bytes }: PackedObject): Buffer {
  const deflated = DEFLATED.get(oid) ?? deflateSync(bytes, { level: 1 });
  DEFLATED.set(oid, deflated);
  return deflated;
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

function signed(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, createHash("sha1").update(bytes).digest()]);
}
