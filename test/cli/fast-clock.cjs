// Loaded before a program that waits for minutes where a forge wants it to: its clock jumps ahead instead.
const wait = globalThis.setTimeout;
const now = Date.now.bind(Date);
/** What undici counts time by. */
const TICK_MS = 499;
const SHORT_MS = 50;
let ahead = 0;

Date.now = () => now() + ahead;
globalThis.setTimeout = (done, time = 0, ...args) => {
  if (time < SHORT_MS || time === TICK_MS) return wait(done, time, ...args);
  const due = Date.now() + time;
  return wait(() => {
    ahead = Math.max(ahead, due - now());
    done(...args);
  }, 1);
};
