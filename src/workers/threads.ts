import { Worker } from "node:worker_threads";
import type { Answer, Listener, Thread } from "./messages.ts";

/** Megabytes that the objects of a thread may take: as much as those of a process, so that a file needs no less memory here. */
const HEAP = 4096;

/** Starts a thread of this process that runs a script with some data. */
export function startThread<Setting>(script: URL, data: unknown, listener: Listener): Thread<Setting> {
  const worker = new Worker(script, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: HEAP } });
  let reason = "ended";
  worker.on("message", (answer: Answer) => {
    listener.answer(answer);
  });
  worker.on("error", (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.name;
  });
  worker.on("exit", () => {
    listener.died(reason);
  });
  return {
    send: (order) => {
      worker.postMessage(order);
    },
    stop: () => {
      void worker.terminate();
    },
  };
}
