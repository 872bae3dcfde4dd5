import { parentPort, workerData } from "node:worker_threads";
import { type ThreadData, type ThreadOrder, openThreadWork } from "./commands/thread-work.ts";

/** The script of a thread that lints or fixes files: takes orders, and answers each. */
const data: ThreadData = workerData;
const work = openThreadWork(data);
parentPort?.on("message", (order: ThreadOrder) => {
  void work(order).then((answer) => parentPort?.postMessage(answer));
});
